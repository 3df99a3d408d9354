-- name: moved
-- packages that were carried whole from one place to another
update ship_package p set location_id = given.destination_id
from unnest(%(ssccs)s::text[], %(source_ids)s::int[], %(destination_ids)s::int[])
    as given (sscc, source_id, destination_id)
where p.sscc = given.sscc and p.location_id = given.source_id

-- name: standing_at
-- what packages that stand whole at these places hold, the oldest first
select p.id, p.location_id, l.item_id, l.lot, l.qty
from ship_package p
join ship_package_line l on l.package_id = p.id
where p.location_id = any(%(location_ids)s::int[])
order by p.id, l.line

-- name: balances
select b.location_id, b.item_id, b.lot, b.qty
from balance b
where b.location_id = any(%(location_ids)s::int[]) and b.item_id = any(%(item_ids)s::int[])

-- name: lock
select id from ship_package where id = any(%(ids)s::bigint[]) and location_id is not null order by id for update

-- name: break_up
update ship_package set location_id = null, broken_at = %(at)s where id = any(%(ids)s::bigint[])

-- name: of_site
-- packages that stand whole at a site, with what is in them
select p.sscc, o.number as "order", w.code as location, w.kind as location_kind, i.id as item_id, i.sku, i.name, i.unit,
    l.qty, l.lot, l.expiry, i.unit_weight_g, i.length_mm * i.width_mm * i.height_mm / 1000 as unit_volume_ml
from ship_package p
join location w on w.id = p.location_id
join ship_notice n on n.id = p.notice_id
join purchase_order o on o.id = n.order_id
join ship_package_line l on l.package_id = p.id
join item i on i.id = l.item_id
where w.site_id = %(site_id)s
order by w.kind = 'dock' desc, p.id, l.line
limit %(limit)s
