-- name: page
select t.id, t.number, t.site_id, s.code as site, t.location_id, l.code as location, t.whole, t.origin, t.cause, t.state,
    t.round, a.code as agent, t.created_at, t.due_at, t.taken_at, t.taken_by, t.counted_at, t.counted_by,
    t.value_at_stake, s.currency, t.decided_at, u.login as decided_by, t.reason, t.note,
    (select count(*) from count_line c where c.task_id = t.id) as line_count
from count_task t
join site s on s.id = t.site_id
join location l on l.id = t.location_id
left join agent a on a.id = t.agent_id
left join app_user u on u.id = t.decided_by
where (%(site)s::text is null or s.code = %(site)s)
    and (%(states)s::text[] is null or t.state = any(%(states)s::text[]))
    and (%(location)s::text is null or l.code = %(location)s)
    and (%(after)s::bigint is null or t.id < %(after)s)
order by t.id desc
limit %(limit)s

-- name: by_number
select t.id, t.number, t.site_id, s.code as site, t.location_id, l.code as location, t.whole, t.origin, t.cause, t.state,
    t.round, a.code as agent, t.created_at, t.due_at, t.taken_at, t.taken_by, t.counted_at, t.counted_by,
    t.value_at_stake, s.currency, t.decided_at, u.login as decided_by, t.reason, t.note,
    (select count(*) from count_line c where c.task_id = t.id) as line_count
from count_task t
join site s on s.id = t.site_id
join location l on l.id = t.location_id
left join agent a on a.id = t.agent_id
left join app_user u on u.id = t.decided_by
where t.number = %(number)s

-- name: lock
select id from count_task where number = %(number)s for update

-- name: lines
select c.task_id, c.item_id, i.sku, i.name, i.unit, i.qty_decimals, c.lot, c.abc, c.round, c.counted_qty, c.counted_at,
    c.method, c.first_qty, c.ledger_qty, c.unit_cost, c.accurate, c.variance_qty, c.posted_at
from count_line c join item i on i.id = c.item_id
where c.task_id = any(%(ids)s::bigint[])
order by c.task_id, i.sku, c.lot

-- name: create
insert into count_task (site_id, location_id, whole, origin, cause, alarm_id, agent_id, created_at, due_at)
values (%(site_id)s, %(location_id)s, %(whole)s, %(origin)s, %(cause)s, %(alarm_id)s, %(agent_id)s, %(created_at)s,
    %(due_at)s)
on conflict (alarm_id) where alarm_id is not null do nothing
returning id, number

-- name: add_lines
insert into count_line (task_id, item_id, lot, site_id, location_id, abc, round)
select %(task_id)s, item_id, lot, %(site_id)s, %(location_id)s, abc, %(round)s
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(abc)s::text[]) as given (item_id, lot, abc)
order by item_id, lot
on conflict (task_id, item_id, lot) do nothing

-- name: standing
-- what a place holds by the ledger, that is: what is to be found there
select b.item_id, b.lot from balance b where b.location_id = %(location_id)s and b.qty <> 0 order by b.item_id, b.lot

-- name: take
update count_task set state = 'counting', taken_at = %(at)s, taken_by = %(by)s, taken_agent_id = %(agent_id)s
where id = %(id)s

-- name: give_back
update count_task set state = %(state)s, taken_at = null, taken_by = null, taken_agent_id = null where id = %(id)s

-- name: counted
update count_task set state = %(state)s, counted_at = %(at)s, counted_by = %(by)s, value_at_stake = %(value)s
where id = %(id)s

-- name: count_again
update count_task set state = 'recount', round = round + 1, taken_at = null, taken_by = null, taken_agent_id = null
where id = %(id)s

-- name: decide
update count_task set state = %(state)s, decided_at = %(at)s, decided_by = %(user_id)s, reason = %(reason)s,
    note = %(note)s, value_at_stake = coalesce(%(value)s, value_at_stake)
where id = %(id)s

-- name: count_lines
-- a line that was right may be counted again all the same
update count_line c set first_qty = case when c.round < %(round)s then c.counted_qty else c.first_qty end,
    round = %(round)s, counted_qty = given.qty, counted_at = given.at, method = given.method
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(qtys)s::numeric[], %(times)s::timestamptz[], %(methods)s::text[])
    as given (item_id, lot, qty, at, method)
where c.task_id = %(task_id)s and c.item_id = given.item_id and c.lot = given.lot

-- name: look
update count_line c set ledger_qty = given.ledger_qty, unit_cost = given.unit_cost, accurate = given.accurate
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(ledger_qtys)s::numeric[], %(unit_costs)s::numeric[],
    %(accurate)s::boolean[]) as given (item_id, lot, ledger_qty, unit_cost, accurate)
where c.task_id = %(task_id)s and c.item_id = given.item_id and c.lot = given.lot

-- name: lines_again
update count_line set round = %(round)s, first_qty = counted_qty, counted_qty = null, counted_at = null, method = null
where task_id = %(task_id)s and (not accurate or %(all)s)

-- name: open_at
-- whether something of a place is to be counted already
select exists (select from count_task t where t.location_id = %(location_id)s
    and t.state in ('planned', 'counting', 'recount', 'to_approve')
    and (t.whole or exists (select from count_line c where c.task_id = t.id
        and (c.item_id = %(item_id)s or %(item_id)s::int is null))))

-- name: open_for_agent
-- nobody's and its own; the lines of the round that is to be counted
with next as (
    select t.id, t.number, l.code as location, t.round, t.whole, t.due_at, t.cause
    from count_task t join location l on l.id = t.location_id
    where t.site_id = %(site_id)s and (t.agent_id is null or t.agent_id = %(agent_id)s)
        and (t.state in ('planned', 'recount') or t.state = 'counting' and t.taken_agent_id = %(agent_id)s)
    order by t.due_at, t.id
    limit %(limit)s
)
select n.number, n.location, n.round, n.whole, n.due_at, n.cause, i.sku, coalesce(i.name, '') as name,
    coalesce(c.lot, '') as lot
from next n
left join count_line c on c.task_id = n.id and c.round = n.round
left join item i on i.id = c.item_id
order by n.due_at, n.id, i.sku, c.lot
