-- name: page
select q.id, q.received_at, q.last_received_at, q.times, q.topic, s.code as site, a.code as agent, q.epoch, q.seq, q.idx, q.reason, q.detail,
    octet_length(q.payload) as size_bytes, q.status, q.resolved_at, q.resolved_by
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
    octet_length(q.payload) as size_bytes, q.status, q.resolved_at, q.resolved_by, q.payload
from quarantine q
left join agent a on a.id = q.agent_id
left join site s on s.id = a.site_id
where q.id = %(id)s

-- name: lock
select status from quarantine where id = %(id)s for update

-- name: hold
insert into quarantine
    (received_at, last_received_at, topic, agent_id, epoch, seq, idx, reason, detail, payload)
values (%(received_at)s, %(received_at)s, %(topic)s, %(agent_id)s, %(epoch)s, %(seq)s, %(idx)s, %(reason)s, %(detail)s,
    %(payload)s)
on conflict (topic, sha256(payload)) where idx is null and status in ('held', 'replay_requested')
do update set times = quarantine.times + 1, last_received_at = excluded.last_received_at,
    reason = excluded.reason, detail = excluded.detail, agent_id = coalesce(excluded.agent_id, quarantine.agent_id)

-- name: with_number
-- whole batches that came under this number of an outbox, whatever became of them
select q.id, q.payload from quarantine q
where q.agent_id = %(agent_id)s and q.epoch = %(epoch)s and q.seq = %(seq)s and q.idx is null

-- name: came_again
-- one that is being replayed at this moment is not waited for
update quarantine set times = times + 1, last_received_at = %(at)s
where id in (select id from quarantine where id = %(id)s for update skip locked)

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
returning topic, agent_id

-- name: clear_settled
-- alarms of what nothing is open any more
update alarm set cleared_at = %(at)s
where kind = %(kind)s and cleared_at is null and not exists (
    select from quarantine q
    where q.status in ('held', 'replay_requested')
        and case when q.agent_id is null then q.reason else q.topic end = alarm.subject)

-- name: make_room
-- the longest unheard of go first; one that is being replayed at this moment stays
with held as (
    select id, row_number() over newest as place, sum(octet_length(payload)) over newest as bytes
    from quarantine where seq is null and status = 'held'
    window newest as (order by last_received_at desc, id desc)
), doomed as (
    select q.id from quarantine q join held on held.id = q.id
    where held.place > %(max_messages)s or held.bytes > %(max_bytes)s
    for update of q skip locked
), gone as (
    delete from quarantine q using doomed where q.id = doomed.id returning q.times
)
update quarantine_dropped set messages = messages + (select sum(times) from gone), last_at = %(at)s
where exists (select from gone)
returning messages

-- name: dropped
select messages from quarantine_dropped
