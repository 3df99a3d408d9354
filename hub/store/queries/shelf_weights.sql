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
-- places whose last two weights are both off: one alone may have overtaken a movement
select p.site_id, p.location_id, p.item_id, p.expected_g, p.weight_g, p.weight_qty, p.ledger_qty
from unnest(%(location_ids)s::int[], %(item_ids)s::int[]) as asked (location_id, item_id)
cross join lateral (
    select w.site_id, w.location_id, w.item_id, w.expected_g, w.weight_g, w.weight_qty, w.ledger_qty,
        bool_and(not w.within) over () as off, count(*) over () as seen
    from (select * from shelf_weight s where s.location_id = asked.location_id and s.item_id = asked.item_id
        order by s.occurred_at desc, s.reading_id desc limit 2) w
    order by w.occurred_at desc, w.reading_id desc limit 1
) p
where p.off and p.seen = 2
order by p.location_id, p.item_id

-- name: series
select w.occurred_at, s.code as site, l.code as location, i.sku, i.name, w.weight_g, w.ledger_qty, w.expected_g,
    w.tolerance_g, w.weight_qty, w.within
from shelf_weight w
join location l on l.id = w.location_id
join site s on s.id = w.site_id
join item i on i.id = w.item_id
where s.code = %(site)s and (%(location)s::text is null or l.code = %(location)s)
    and w.occurred_at >= %(from)s and w.occurred_at < %(to)s
order by w.occurred_at desc, w.reading_id desc
limit %(limit)s

-- name: shelves
-- the last word of each shelf
select distinct on (w.location_id, w.item_id) w.occurred_at, s.code as site, l.code as location, i.sku, i.name, w.weight_g,
    w.ledger_qty, w.expected_g, w.tolerance_g, w.weight_qty, w.within
from shelf_weight w
join location l on l.id = w.location_id
join site s on s.id = w.site_id
join item i on i.id = w.item_id
where s.code = %(site)s and w.occurred_at >= %(from)s
order by w.location_id, w.item_id, w.occurred_at desc, w.reading_id desc

-- name: lots
select b.location_id, b.item_id, b.lot
from balance b
join unnest(%(location_ids)s::int[], %(item_ids)s::int[]) as asked (location_id, item_id)
    on b.location_id = asked.location_id and b.item_id = asked.item_id
order by b.location_id, b.item_id, b.lot
