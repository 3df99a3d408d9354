-- name: page
select i.sku, i.name, i.category, i.unit, s.code as site, l.code as location, l.kind as location_kind, b.lot, b.qty,
    s.currency,
    case when c.qty > 0 then round(c.value / c.qty, 6) else coalesce(c.last_unit_cost, 0) end as unit_cost,
    round(b.qty * case when c.qty > 0 then c.value / c.qty else coalesce(c.last_unit_cost, 0) end, 6) as value
from balance b
join location l on l.id = b.location_id
join site s on s.id = l.site_id
join item i on i.id = b.item_id
left join item_cost c on c.site_id = l.site_id and c.item_id = b.item_id
where (%(outside)s or not l.outside)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (%(location)s::text is null or l.code = %(location)s)
    and (%(category)s::text is null or i.category = %(category)s)
    and (not %(nonzero)s or b.qty <> 0)
    and (i.sku, s.code, l.code, b.lot) > (%(after_sku)s, %(after_site)s, %(after_location)s, %(after_lot)s)
order by i.sku, s.code, l.code, b.lot
limit %(limit)s

-- name: summary
select s.code as site, s.currency,
    coalesce(sum(c.value), 0) as value,
    count(*) filter (where c.qty <> 0) as items,
    (select count(*) from balance b join location l on l.id = b.location_id
        where l.site_id = s.id and not l.outside and b.qty < 0) as negative_places
from site s left join item_cost c on c.site_id = s.id
where %(site)s::text is null or s.code = %(site)s
group by s.id
order by s.code

-- name: at_places
select item_id, location_id, lot, qty from balance
join unnest(%(item_ids)s::int[], %(location_ids)s::int[], %(lots)s::text[]) as asked (item_id, location_id, lot)
    using (item_id, location_id, lot)

-- name: at_moments
-- what happened after a moment was recorded after it; ids of an item grow with the time of recording, but for the
-- clocks of two gateways
select coalesce((select b.qty from balance b
        where b.item_id = asked.item_id and b.location_id = asked.location_id and b.lot = asked.lot), 0)
    - coalesce((select sum(case when m.destination_id = asked.location_id then m.qty else -m.qty end)
        from movement m
        where m.item_id = asked.item_id and m.lot = asked.lot and m.occurred_at > asked.at
            and asked.location_id in (m.source_id, m.destination_id)
            and m.recorded_at > asked.at - interval '1 hour'
            and m.id > coalesce((select before.id from movement before
                where before.item_id = asked.item_id and before.recorded_at <= asked.at - interval '1 hour'
                order by before.id desc limit 1), 0)), 0) as qty
from unnest(%(item_ids)s::int[], %(location_ids)s::int[], %(lots)s::text[], %(times)s::timestamptz[])
    with ordinality as asked (item_id, location_id, lot, at, place)
order by place
