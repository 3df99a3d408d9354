-- name: new_readings
-- a shelf's weights that were not compared yet; the numbers of readings that came at once may be out of order
select r.id, r.recorded_at, r.occurred_at, r.location_id, l.site_id, i.id as item_id, r.value as weight_g,
    i.unit_weight_g, coalesce(i.unit_weight_sd_g, i.unit_weight_g * %(assumed_spread)s) as unit_weight_sd_g, r.evidence
from reading r
join location l on l.id = r.location_id
join item_code c on c.code = r.evidence ->> 'item'
join item i on i.id = c.item_id
where r.id > coalesce((select max(reading_id) from shelf_weight), 0) - %(overlap)s
    and r.quantity = 'shelf-weight' and i.unit_weight_g is not null
    and not exists (select from shelf_weight w where w.reading_id = r.id)
order by r.id
limit %(limit)s

-- name: add
insert into shelf_weight (recorded_at, reading_id, occurred_at, site_id, location_id, item_id, weight_g, ledger_qty,
    expected_g, tolerance_g, weight_qty, within)
values (%(recorded_at)s, %(reading_id)s, %(occurred_at)s, %(site_id)s, %(location_id)s, %(item_id)s, %(weight_g)s,
    %(ledger_qty)s, %(expected_g)s, %(tolerance_g)s, %(weight_qty)s, %(within)s)

-- name: still_off
-- places whose last two weights since their last count are both off: one alone may have overtaken a movement. A difference
-- that was there right after a count is the scale's own, for somebody has looked; only another one is asked about
select p.site_id, p.location_id, p.item_id, p.expected_g, p.weight_g, p.weight_qty, p.ledger_qty
from unnest(%(location_ids)s::int[], %(item_ids)s::int[]) as asked (location_id, item_id)
cross join lateral (
    select coalesce(max(c.counted_at), '-infinity') as counted_at from count_line c
    where c.location_id = asked.location_id and c.item_id = asked.item_id and c.posted_at is not null
) last
cross join lateral (
    select case when last.counted_at > '-infinity' then (
        select s.weight_g - s.expected_g from shelf_weight s
        where s.location_id = asked.location_id and s.item_id = asked.item_id and s.occurred_at > last.counted_at
        order by s.occurred_at, s.reading_id limit 1) else 0 end as own_g
) scale
cross join lateral (
    select w.*, bool_and(not w.within and abs(w.weight_g - w.expected_g - scale.own_g) > w.tolerance_g) over () as off,
        count(*) over () as seen
    from (select * from shelf_weight s where s.location_id = asked.location_id and s.item_id = asked.item_id
            and s.occurred_at > last.counted_at
        order by s.occurred_at desc, s.reading_id desc limit 2) w
    order by w.occurred_at desc, w.reading_id desc limit 1
) p
where p.off and p.seen = 2
order by p.location_id, p.item_id

-- name: series
-- of each stretch of time the last; a stretch of 0 seconds is every weight
select occurred_at, site, location, sku, name, weight_g, ledger_qty, expected_g, tolerance_g, weight_qty, within
from (
    select w.occurred_at, s.code as site, l.code as location, i.sku, i.name, w.weight_g, w.ledger_qty, w.expected_g,
        w.tolerance_g, w.weight_qty, w.within, w.reading_id, %(every_s)s = 0 or row_number() over (
            partition by w.location_id, w.item_id,
                floor(extract(epoch from w.occurred_at) / greatest(%(every_s)s::int, 1))
            order by w.occurred_at desc, w.reading_id desc) = 1 as last_of_stretch
    from shelf_weight w
    join location l on l.id = w.location_id
    join site s on s.id = w.site_id
    join item i on i.id = w.item_id
    where s.code = %(site)s and (%(location)s::text is null or l.code = %(location)s)
        and (%(sku)s::text is null or i.sku = %(sku)s)
        and w.occurred_at >= %(from)s and w.occurred_at < %(to)s
) seen
where last_of_stretch
order by occurred_at desc, reading_id desc
limit %(limit)s

-- name: shelves
-- the last word of each shelf, and the open count that has its item
select last.occurred_at, last.site, last.location, last.sku, last.name, last.weight_g, last.ledger_qty, last.expected_g,
    last.tolerance_g, last.weight_qty, last.within, (select t.number from count_task t
        where t.location_id = last.location_id and t.state in ('planned', 'counting', 'recount', 'to_approve')
            and (t.whole or exists (select from count_line c where c.task_id = t.id and c.item_id = last.item_id))
        order by t.id desc limit 1) as count
from (
    select distinct on (w.location_id, w.item_id) w.location_id, w.item_id, w.occurred_at, s.code as site,
        l.code as location, i.sku, i.name, w.weight_g, w.ledger_qty, w.expected_g, w.tolerance_g, w.weight_qty, w.within
    from shelf_weight w
    join location l on l.id = w.location_id
    join site s on s.id = w.site_id
    join item i on i.id = w.item_id
    where s.code = %(site)s and w.occurred_at >= %(from)s
    order by w.location_id, w.item_id, w.occurred_at desc, w.reading_id desc
) last
order by last.location, last.sku

-- name: lots
select b.location_id, b.item_id, b.lot
from balance b
join unnest(%(location_ids)s::int[], %(item_ids)s::int[]) as asked (location_id, item_id)
    on b.location_id = asked.location_id and b.item_id = asked.item_id
order by b.location_id, b.item_id, b.lot
