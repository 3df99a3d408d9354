-- name: page
select a.id, a.site_id, s.code as site, a.code, a.enabled, a.config, a.config_version, a.state, a.state_at, a.online
from agent a join site s on s.id = a.site_id
where (%(site)s::text is null or s.code = %(site)s)
order by s.code, a.code

-- name: by_code
select a.id, a.site_id, s.code as site, a.code, a.enabled, a.config, a.config_version, a.state, a.state_at, a.online
from agent a join site s on s.id = a.site_id
where s.code = %(site)s and a.code = %(code)s

-- name: create
insert into agent (site_id, code, key, config) values (%(site_id)s, %(code)s, %(key)s, %(config)s)
on conflict (site_id, code) do nothing
returning id

-- name: update
update agent set
    config = coalesce(%(config)s, config),
    config_version = config_version + case when %(config)s::jsonb is null then 0 else 1 end,
    enabled = coalesce(%(enabled)s, enabled)
where id = %(id)s

-- name: set_key
update agent set key = %(key)s where id = %(id)s

-- name: trusted
-- what the gateway must know before it believes a payload
select a.site_id, s.code, a.id, a.code, a.key, a.enabled, s.timezone
from agent a
join site s on s.id = a.site_id
join unnest(%(sites)s::text[], %(codes)s::text[]) as asked (site, code)
    on s.code = asked.site and a.code = asked.code

-- name: make_epochs
insert into agent_epoch (agent_id, epoch, begun_at)
select agent_id, epoch, begun_at
from unnest(%(agent_ids)s::int[], %(epochs)s::text[], %(begun_at)s::timestamptz[]) as given (agent_id, epoch, begun_at)
where not exists (select from agent_epoch e where e.agent_id = given.agent_id and e.epoch = given.epoch)
order by agent_id, epoch
on conflict (agent_id, epoch) do nothing
returning agent_id, epoch

-- name: lock_epochs
select e.id, e.agent_id, e.epoch, e.upto, e.beyond, e.beyond_previous, e.instance, e.torn,
    (select min(newer.begun_at) from agent_epoch newer where newer.agent_id = e.agent_id and newer.id > e.id)
from agent_epoch e
join unnest(%(agent_ids)s::int[], %(epochs)s::text[]) as given (agent_id, epoch)
    on e.agent_id = given.agent_id and e.epoch = given.epoch
order by e.agent_id, e.epoch
for update of e

-- name: other_epochs
-- agents that had another epoch before: a new one means a new outbox
select distinct e.agent_id
from agent_epoch e
join unnest(%(agent_ids)s::int[], %(epochs)s::text[]) as given (agent_id, epoch)
    on e.agent_id = given.agent_id and e.epoch <> given.epoch

-- name: applied_upto
select upto from agent_epoch where agent_id = %(agent_id)s and epoch = %(epoch)s

-- name: accept_all_epochs
update agent_epoch e set begun_at = null
from agent a join site s on s.id = a.site_id
where a.id = e.agent_id and s.code = %(site)s and a.code = %(code)s and e.begun_at is not null

-- name: note_instance
-- a name that is not the newest comes back: an old message if it says an older time, a second agent otherwise
with known as (
    select id, instances[1] is distinct from %(instance)s and %(instance)s = any(instances) as again,
        instances[1] = %(instance)s as same, coalesce(%(at)s > instance_at, true) as later
    from agent where id = %(id)s
    for no key update
), noted as (
    update agent a set
        instances = case when same then instances
            else (array_prepend(%(instance)s, array_remove(instances, %(instance)s)))[1:8] end,
        instance_at = %(at)s
    from known where a.id = known.id and (later or not again)
)
select again and later from known

-- name: update_epoch
update agent_epoch set upto = %(upto)s, beyond = %(beyond)s, beyond_previous = %(beyond_previous)s, instance = %(instance)s, torn = %(torn)s, last_seen_at = %(at)s
where id = %(id)s

-- name: save_state
update agent set
    state = case when %(merge)s then coalesce(state, '{}') || %(state)s else %(state)s end,
    state_at = %(at)s,
    online = %(online)s
where id = %(id)s

-- name: epochs
select epoch, upto, cardinality(beyond) as beyond, first_seen_at, last_seen_at
from agent_epoch where agent_id = %(agent_id)s order by last_seen_at desc
