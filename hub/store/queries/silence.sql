-- name: take_silent_offline
-- agents that have said nothing since `before`; a disabled one is expected to be silent
update agent a set online = false
from site s
where s.id = a.site_id and a.online and a.state_at < %(before)s
returning a.id, a.site_id, s.code as site, a.code, a.enabled, a.state_at

-- name: offline
-- enabled agents that have been here once and are away now
select a.id, a.site_id, s.code as site, a.code, a.enabled, a.state_at
from agent a join site s on s.id = a.site_id
where a.enabled and not a.online and a.state_at is not null
order by s.code, a.code

-- name: clear_returned
-- an agent that is back, was disabled or is no more is no longer missed
update alarm set cleared_at = %(now)s
where kind = %(kind)s and cleared_at is null
    and subject not in (
        select s.code || '/' || a.code from agent a join site s on s.id = a.site_id
        where a.enabled and not a.online and a.state_at is not null)
returning subject

-- name: try_lock
select pg_try_advisory_xact_lock(%(lock)s)
