-- name: lock
select pg_advisory_xact_lock(%(lock)s)

-- name: find
select request_hash, status, response
from idempotent_request
where user_id = %(user_id)s and key = %(key)s

-- name: keep
insert into idempotent_request (user_id, key, request_hash, status, response, created_at)
values (%(user_id)s, %(key)s, %(request_hash)s, %(status)s, %(response)s, %(now)s)

-- name: delete_older
delete from idempotent_request where created_at < %(before)s
