-- name: create
insert into api_token (token_hash, user_id, label, created_at, expires_at)
values (%(token_hash)s, %(user_id)s, %(label)s, %(now)s, %(expires_at)s)

-- name: holder
select u.id as user_id, u.login, u.name, u.role, u.language, t.expires_at
from api_token t
join app_user u on u.id = t.user_id
where t.token_hash = %(token_hash)s and t.expires_at > %(now)s and u.enabled

-- name: delete
delete from api_token where token_hash = %(token_hash)s

-- name: delete_of_user
delete from api_token where user_id = %(user_id)s

-- name: delete_expired
delete from api_token where expires_at <= %(now)s
