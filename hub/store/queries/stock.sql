-- name: page
-- item by item, so that a page costs the same wherever it begins and however long the list is. materialized and
-- offset 0 hold that way also where the planner has not counted a new house's rows yet
with place as materialized (
    select l.id, l.site_id, s.code as site, s.currency, l.code as location, l.kind as location_kind
    from location l join site s on s.id = l.site_id
    where (%(outside)s or not l.outside)
        and (%(site)s::text is null or s.code = %(site)s)
        and (%(location)s::text is null or l.code = %(location)s)
)
select i.sku, i.name, i.category, i.unit, here.site, here.location, here.location_kind, here.lot, here.qty, here.currency,
    round(here.exact_cost, 6) as unit_cost, round(here.qty * here.exact_cost, 6) as value
from item i
cross join lateral (
    select p.site, p.location, p.location_kind, b.lot, b.qty, p.currency,
        case when c.qty > 0 then c.value / c.qty else coalesce(c.last_unit_cost, 0) end as exact_cost
    from (select location_id, lot, qty from balance where item_id = i.id and (not %(nonzero)s or qty <> 0) offset 0) b
    join place p on p.id = b.location_id
    left join item_cost c on c.site_id = p.site_id and c.item_id = i.id
    where (i.sku, p.site, p.location, b.lot) > (%(after_sku)s, %(after_site)s, %(after_location)s, %(after_lot)s)
) here
where (%(sku)s::text is null or i.sku = %(sku)s)
    and (%(category)s::text is null or i.category = %(category)s)
    and i.sku >= %(after_sku)s
order by i.sku, here.site, here.location, here.lot
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

-- name: past
-- what stands there now less what has changed since: later days in pieces (hub.domain.months), and of the day
-- itself the movements after the moment; none are read where each site's moment is the end of its day
with scope as (
    select * from unnest(%(site_ids)s::int[], %(days)s::date[], %(moments)s::timestamptz[], %(day_ends)s::timestamptz[])
        as scope (site_id, day, moment, day_end)
), piece as (
    select d.site_id, d.item_id, d.qty_in - d.qty_out as qty, d.value_in - d.value_out as value
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(tail)s::date
    union all
    select d.site_id, d.item_id, d.qty_in - d.qty_out, d.value_in - d.value_out
    from day_total d
    join scope on scope.site_id = d.site_id and d.day > scope.day
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(head)s::date and d.day < %(head_end)s::date
    union all
    select m.site_id, m.item_id, m.qty_in - m.qty_out, m.value_in - m.value_out
    from month_total m
    where m.site_id = any(%(site_ids)s::int[]) and m.month >= %(months)s::date and m.month < %(months_end)s::date
    union all
    select m.site_id, m.item_id, m.qty * (case when f.outside then 1 else 0 end - case when t.outside then 1 else 0 end),
        m.value
    from movement m
    join scope on scope.site_id = m.site_id and m.occurred_at > scope.moment and m.occurred_at < scope.day_end
    join location f on f.id = m.source_id
    join location t on t.id = m.destination_id
    where %(within_day)s and m.occurred_at > %(first_moment)s and m.occurred_at < %(last_day_end)s
), since as materialized (
    select site_id, item_id, sum(qty) as qty, sum(value) as value from piece group by site_id, item_id
)
select i.sku, i.name, i.category, i.unit, s.code as site, s.currency,
    c.qty - coalesce(since.qty, 0) as qty,
    c.value - coalesce(since.value, 0) as value
from item_cost c
join scope on scope.site_id = c.site_id
join site s on s.id = c.site_id
join item i on i.id = c.item_id
left join since on since.site_id = c.site_id and since.item_id = c.item_id
where (%(category)s::text is null or i.category = %(category)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (c.qty <> coalesce(since.qty, 0) or c.value <> coalesce(since.value, 0))
order by i.sku, s.code

-- name: past_places
-- place by place: what stands there now less what has come and gone since. Of an item only those movements are read
-- that were recorded after the moment: its ids grow with the time of recording, but for the clocks of two gateways
with scope as (
    select * from unnest(%(site_ids)s::int[], %(moments)s::timestamptz[], %(whole_days)s::bool[])
        as scope (site_id, moment, whole_day)
), inside as (
    select l.id, l.code, l.kind, s.code as site, s.currency, scope.moment, scope.whole_day
    from location l
    join scope on scope.site_id = l.site_id
    join site s on s.id = l.site_id
    where not l.outside and (%(location)s::text is null or l.code = %(location)s)
), now as materialized (
    select b.item_id, b.location_id, b.lot, b.qty
    from balance b
    join inside on inside.id = b.location_id
    join item i on i.id = b.item_id
    where (%(category)s::text is null or i.category = %(category)s)
        and (%(sku)s::text is null or i.sku = %(sku)s)
), piece as (
    select item_id, location_id, lot, qty from now
    union all
    select m.item_id, side.location_id, m.lot, -side.qty
    from (select distinct item_id from now) known
    cross join lateral (
        select * from movement m
        where m.item_id = known.item_id and m.occurred_at >= %(first_moment)s
            and m.recorded_at > %(first_moment)s::timestamptz - interval '1 hour'
            and m.id > coalesce((select before.id from movement before
                where before.item_id = known.item_id
                    and before.recorded_at <= %(first_moment)s::timestamptz - interval '1 hour'
                order by before.id desc limit 1), 0)
    ) m
    cross join lateral (values (m.destination_id, m.qty), (m.source_id, -m.qty)) side (location_id, qty)
    join inside on inside.id = side.location_id
    where m.occurred_at > inside.moment or (inside.whole_day and m.occurred_at = inside.moment)
), stood as (
    select item_id, location_id, lot, sum(qty) as qty from piece group by item_id, location_id, lot having sum(qty) <> 0
)
select i.sku, i.name, i.category, i.unit, inside.site, inside.code as location, inside.kind as location_kind, stood.lot,
    stood.qty, inside.currency
from stood
join inside on inside.id = stood.location_id
join item i on i.id = stood.item_id
order by i.sku, inside.site, inside.code, stood.lot

-- name: available
select i.sku, i.name, i.category, i.unit, s.code as site, c.qty, greatest(c.held, 0) as held, c.reserved,
    c.qty - greatest(c.held, 0) - c.reserved as available,
    coalesce(there.on_hold, 0) as on_hold, coalesce(there.damaged, 0) as damaged,
    coalesce(there.in_transit, 0) as in_transit
from item i
join item_cost c on c.item_id = i.id
join site s on s.id = c.site_id
cross join lateral (
    select sum(b.qty) filter (where l.kind = 'hold') as on_hold,
        sum(b.qty) filter (where l.kind = 'damaged') as damaged,
        sum(b.qty) filter (where l.kind = 'in_transit') as in_transit
    from balance b join location l on l.id = b.location_id
    where b.item_id = i.id and b.qty <> 0 and l.site_id = c.site_id
) there
where (c.qty <> 0 or c.reserved <> 0)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and i.sku >= %(after_sku)s
    and (i.sku, s.code) > (%(after_sku)s, %(after_site)s)
order by i.sku, s.code
limit %(limit)s

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

-- name: expiring
-- lots inside the walls by the earliest expiry that was ever scanned of them
select i.sku, i.name, i.unit, s.code as site, s.currency, l.code as location, l.kind as location_kind, here.lot, here.qty,
    known.expiry, round(here.qty * case when c.qty > 0 then c.value / c.qty else coalesce(c.last_unit_cost, 0) end, 6) as value
from (
    select b.item_id, b.location_id, b.lot, b.qty from balance b where b.lot <> '' and b.qty > 0
) here
join location l on l.id = here.location_id and not l.outside
join site s on s.id = l.site_id
join item i on i.id = here.item_id
left join item_cost c on c.site_id = s.id and c.item_id = i.id
cross join lateral (
    select min(m.expiry) as expiry from movement m where m.item_id = here.item_id and m.lot = here.lot and m.lot <> ''
) known
where s.id = any(%(site_ids)s::int[])
    and known.expiry <= (select until from unnest(%(site_ids)s::int[], %(untils)s::date[]) as asked (site_id, until)
        where asked.site_id = s.id)
order by known.expiry, i.sku, s.code, l.code, here.lot
