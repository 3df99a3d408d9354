-- name: notify
select pg_notify('tallydock_downlink', %(subject)s)

-- name: notify_quarantine
select pg_notify('tallydock_quarantine', %(subject)s)

-- name: operators
select login, name, badge_hash, pin_hash, language, role in ('manager', 'admin') as decides
from app_user
where enabled and role <> 'viewer' and (badge_hash is not null or pin_hash is not null)
order by login

-- name: agents
select a.id, a.site_id, s.code as site, a.code, a.key, s.timezone, a.config, a.config_version, a.config_digest,
    a.tasks_version, a.tasks_digest
from agent a join site s on s.id = a.site_id
where a.enabled
order by s.code, a.code

-- name: told_config
update agent set config_version = %(version)s, config_digest = %(digest)s where id = %(id)s

-- name: told_tasks
update agent set tasks_version = %(version)s, tasks_digest = %(digest)s where id = %(id)s

-- name: listen_downlink
listen tallydock_downlink

-- name: listen_quarantine
listen tallydock_quarantine
