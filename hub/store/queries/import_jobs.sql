-- name: add
insert into import_job (kind, file_name, file_sha256, dry_run, user_id, started_at)
values (%(kind)s, %(file_name)s, %(file_sha256)s, %(dry_run)s, %(user_id)s, %(now)s)
returning id

-- name: tell
update import_job set state = 'running', step = %(step)s, rows_total = %(rows_total)s, rows_done = %(rows_done)s,
    touched_at = now()
where id = %(id)s and state in ('waiting', 'running')

-- name: still_waiting
update import_job set touched_at = now() where id = any(%(ids)s::bigint[]) and state = 'waiting'

-- name: finish
update import_job set state = %(state)s, step = '', rows_total = %(rows_total)s, rows_done = %(rows_done)s,
    created = %(created)s, updated = %(updated)s, unchanged = %(unchanged)s, faults = %(faults)s,
    reading = %(reading)s, changes = %(changes)s, detail = %(detail)s, finished_at = %(now)s, touched_at = now()
where id = %(id)s and state in ('waiting', 'running')
returning id

-- name: give_up
-- who runs an import is heard of at every step and every thousand rows
update import_job set state = 'failed', step = '', detail = %(detail)s, finished_at = %(now)s
where state in ('waiting', 'running') and touched_at < now() - make_interval(secs => %(silent_s)s)

-- name: forget
delete from import_job where finished_at < %(before)s

-- name: copy_faults
copy import_fault (job_id, no, row_no, column_name, value, what) from stdin

-- name: page
select j.id, j.kind, j.file_name, j.dry_run, u.login as by, j.state, j.step, j.rows_total, j.rows_done, j.created,
    j.updated, j.unchanged, j.faults, j.reading, j.changes, j.detail, j.started_at, j.finished_at
from import_job j join app_user u on u.id = j.user_id
where (%(after)s::bigint is null or j.id < %(after)s) and (%(kind)s::text is null or j.kind = %(kind)s)
order by j.id desc
limit %(limit)s

-- name: by_id
select j.id, j.kind, j.file_name, j.dry_run, u.login as by, j.state, j.step, j.rows_total, j.rows_done, j.created,
    j.updated, j.unchanged, j.faults, j.reading, j.changes, j.detail, j.started_at, j.finished_at
from import_job j join app_user u on u.id = j.user_id
where j.id = %(id)s

-- name: faults
select no, row_no as row, column_name as "column", value, what
from import_fault where job_id = %(id)s and no > %(after)s
order by no
limit %(limit)s
