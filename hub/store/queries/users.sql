-- name: page
select id, login, name, role, password_hash, badge_hash, pin_hash, language, enabled, created_at
from app_user
where (%(after)s::text is null or login > %(after)s)
order by login
limit %(rows)s

-- name: by_login
select id, login, name, role, password_hash, badge_hash, pin_hash, language, enabled, created_at
from app_user
where login = %(login)s

-- name: by_login_locked
select id, login, name, role, password_hash, badge_hash, pin_hash, language, enabled, created_at
from app_user
where login = %(login)s
for update

-- name: create
insert into app_user (login, name, role, language, password_hash)
values (%(login)s, %(name)s, %(role)s, %(language)s, %(password_hash)s)
on conflict (login) do nothing
returning id, login, name, role, password_hash, badge_hash, pin_hash, language, enabled, created_at

-- name: update
update app_user
set name = %(name)s, role = %(role)s, language = %(language)s, enabled = %(enabled)s,
    password_hash = %(password_hash)s, badge_hash = %(badge_hash)s, pin_hash = %(pin_hash)s
where id = %(id)s

-- name: lock_admins
select login
from app_user
where role = 'admin' and enabled and password_hash is not null
order by id
for update

-- name: lock_table
lock table app_user in share row exclusive mode

-- name: any_admin
select exists (select from app_user where role = 'admin')
