-- name: open
-- what one hand scanner told of one place when it closed a count
select c.agent_id, a.code as agent, a.site_id, s.code as site, c.device, c.location_id, l.code as location,
    c.occurred_at, c.evidence->>'count' as number
from stock_count c
join agent a on a.id = c.agent_id
join site s on s.id = a.site_id
join location l on l.id = c.location_id
where c.document is null and c.outcome is null
group by c.agent_id, a.code, a.site_id, s.code, c.device, c.location_id, l.code, c.occurred_at,
    c.evidence->>'count'
order by min(c.id)
limit %(limit)s

-- name: claim
select c.id, c.item_id, c.lot, c.counted_qty, c.method from stock_count c
where c.document is null and c.outcome is null and c.agent_id = %(agent_id)s and c.device = %(device)s
    and c.location_id = %(location_id)s and c.occurred_at = %(occurred_at)s
    and c.evidence->>'count' is not distinct from %(number)s::text
order by c.id
for update

-- name: answers
-- which open count each item belongs to: the chosen one, or one that was asked for before; what is late first
select distinct on (i.item_id) i.item_id, t.number
from unnest(%(item_ids)s::int[]) as i (item_id)
join count_task t on t.location_id = %(location_id)s and t.state in ('planned', 'counting', 'recount')
    and t.created_at <= %(at)s and (%(number)s::text is null or t.number = %(number)s)
    -- counted again means after the first round was counted
    and (t.round = 1 or t.counted_at <= %(at)s)
    and (t.whole and t.round = 1
        or exists (select from count_line c where c.task_id = t.id and c.item_id = i.item_id and c.round = t.round))
order by i.item_id, t.due_at, t.id

-- name: used
update stock_count set outcome = 'used', task_id = (select id from count_task where number = %(number)s)
where id = any(%(ids)s::bigint[])

-- name: failed
update stock_count set outcome = 'failed' where id = any(%(ids)s::bigint[])

-- name: open_of_place
-- the counts that are open for a place, or the chosen one if it is: asked for before that was said
select t.id, t.number, t.round, t.whole from count_task t
where t.location_id = %(location_id)s and t.state in ('planned', 'counting', 'recount') and t.created_at <= %(at)s
    and (t.round = 1 or t.counted_at <= %(at)s) and (%(number)s::text is null or t.number = %(number)s)
order by t.due_at, t.id
