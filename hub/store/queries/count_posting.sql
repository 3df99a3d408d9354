-- name: loss_gain
select id from location where site_id = %(site_id)s and kind = 'loss_gain'

-- name: posted
-- settled up to the newest movement of the item that is there: the ledger's lock on the item is held
update count_line c set variance_qty = given.variance_qty, ledger_qty = given.ledger_qty, posted_at =
    coalesce(c.posted_at, %(at)s), accurate = given.accurate, unit_cost = given.unit_cost,
    settled_id = coalesce((select max(m.id) from movement m where m.item_id = c.item_id and m.site_id = c.site_id), 0)
from unnest(%(task_ids)s::bigint[], %(item_ids)s::int[], %(lots)s::text[], %(variances)s::numeric[],
    %(ledger_qtys)s::numeric[], %(accurate)s::boolean[], %(unit_costs)s::numeric[])
    as given (task_id, item_id, lot, variance_qty, ledger_qty, accurate, unit_cost)
where c.task_id = given.task_id and c.item_id = given.item_id and c.lot = given.lot

-- name: posted_at_places
select c.task_id, t.number, c.site_id, c.item_id, c.location_id, c.lot, c.abc, c.counted_qty, c.counted_at,
    c.variance_qty
from count_line c
join count_task t on t.id = c.task_id
join unnest(%(item_ids)s::int[], %(location_ids)s::int[], %(lots)s::text[]) as asked (item_id, location_id, lot)
    on c.item_id = asked.item_id and c.location_id = asked.location_id and c.lot = asked.lot
where c.posted_at is not null and c.counted_at >= %(since)s
order by c.counted_at, c.task_id

-- name: since_settled
-- posted counts whose item has moved at the site since they were looked at; late: something that happened at the place
-- before the count. Movements of an item at a site are numbered in the order in which they were applied
select c.task_id, c.site_id, c.item_id, c.location_id, c.lot, news.newest_id, news.late
from count_line c
cross join lateral (
    select max(m.id) as newest_id, bool_or(m.lot = c.lot and m.occurred_at <= c.counted_at
        and c.location_id in (m.source_id, m.destination_id)) as late
    from movement m
    where m.item_id = c.item_id and m.id > c.settled_id and m.site_id = c.site_id
        and m.recorded_at > c.posted_at - interval '1 hour'
) news
where c.posted_at is not null and c.counted_at >= %(since)s and news.newest_id is not null
order by c.site_id, c.item_id, c.location_id, c.lot, c.task_id
limit %(limit)s

-- name: looked_through
update count_line c set settled_id = given.newest_id
from unnest(%(task_ids)s::bigint[], %(item_ids)s::int[], %(lots)s::text[], %(newest_ids)s::bigint[])
    as given (task_id, item_id, lot, newest_id)
where c.task_id = given.task_id and c.item_id = given.item_id and c.lot = given.lot
    and c.settled_id < given.newest_id
