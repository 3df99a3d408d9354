-- name: lock
select pg_advisory_xact_lock(hashtext('tallydock import'))

-- name: add
insert into import_run (kind, file_name, file_sha256, options, summary)
values (%(kind)s, %(file_name)s, %(file_sha256)s, %(options)s, %(summary)s)
returning id

-- name: all
select id, kind, file_name, file_sha256, options, summary, finished_at from import_run order by id desc

-- name: by_file
select id, kind, file_name, file_sha256, options, summary, finished_at
from import_run where kind = %(kind)s and file_sha256 = %(file_sha256)s
order by id desc limit 1
