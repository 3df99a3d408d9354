-- name: page
select q.id, q.received_at, q.last_received_at, q.times, q.topic, s.code as site, a.code as agent, q.epoch, q.seq, q.idx, q.reason, q.detail,
    q.payload, q.status, q.resolved_at, q.resolved_by
from quarantine q
left join agent a on a.id = q.agent_id
left join site s on s.id = a.site_id
where (%(status)s::text is null or q.status = %(status)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(reason)s::text is null or q.reason = %(reason)s)
    and (%(after)s::bigint is null or q.id < %(after)s)
order by q.id desc
limit %(limit)s

-- name: by_id
select q.id, q.received_at, q.last_received_at, q.times, q.topic, s.code as site, a.code as agent, q.epoch, q.seq, q.idx, q.reason, q.detail,
    q.payload, q.status, q.resolved_at, q.resolved_by
from quarantine q
left join agent a on a.id = q.agent_id
left join site s on s.id = a.site_id
where q.id = %(id)s

-- name: lock
select status from quarantine where id = %(id)s for update

-- name: counts
select reason, count(*) from quarantine where status in ('held', 'replay_requested') group by reason order by reason

-- name: hold
insert into quarantine
    (received_at, last_received_at, topic, agent_id, epoch, seq, idx, reason, detail, payload)
values (%(received_at)s, %(received_at)s, %(topic)s, %(agent_id)s, %(epoch)s, %(seq)s, %(idx)s, %(reason)s, %(detail)s,
    %(payload)s)
on conflict (topic, sha256(payload)) where idx is null and status in ('held', 'replay_requested')
do update set times = quarantine.times + 1, last_received_at = excluded.last_received_at,
    reason = excluded.reason, detail = excluded.detail

-- name: request_replay
update quarantine set status = 'replay_requested', resolved_by = %(by)s where id = %(id)s and status = 'held'
returning id

-- name: requested
select id from quarantine where status = 'replay_requested' order by id

-- name: resolve
update quarantine set status = %(status)s, resolved_at = %(at)s, resolved_by = coalesce(%(by)s, resolved_by)
where id = %(id)s and status in ('held', 'replay_requested')
returning id

-- name: hold_again
update quarantine set status = 'held', reason = %(reason)s, detail = %(detail)s where id = %(id)s

-- name: topic_is_clear
select not exists (
    select from quarantine
    where topic = (select topic from quarantine where id = %(id)s) and status in ('held', 'replay_requested')
), (select topic from quarantine where id = %(id)s)
