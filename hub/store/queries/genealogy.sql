-- A report that makes something is made of what it took, and of what was taken before it on the same order by reports
-- that made nothing. What was undone never was.

-- name: made_of
with asked as materialized (
    select * from unnest(%(item_ids)s::int[], %(lots)s::text[], %(serials)s::text[]) as asked (item_id, lot, serial)
), line as (
    select l.report_id, l.item_id, l.lot, l.serial, l.qty
    from asked a join production_report_line l on l.item_id = a.item_id and l.serial = a.serial
    where l.role = 'produced'
    union all
    select l.report_id, l.item_id, l.lot, l.serial, l.qty
    from asked a join production_report_line l on l.item_id = a.item_id and l.lot = a.lot and l.lot <> ''
    where a.serial is null and l.role = 'produced'
), result as (
    select report_id, item_id, lot, serial, sum(qty) as qty from line group by report_id, item_id, lot, serial
)
select part.item_id, part.lot, part.serial, taking.id, part.qty,
    result.item_id, result.lot, result.serial, making.id, result.qty, s.code, o.number, making.at
from result
join production_report making on making.id = result.report_id and making.undone_at is null
join production_order o on o.id = making.order_id
join site s on s.id = o.site_id
join production_report taking on taking.order_id = making.order_id and taking.undone_at is null
    and (taking.id = making.id or taking.id < making.id and taking.made_qty + taking.spoilt_qty = 0)
cross join lateral (
    select item_id, lot, serial, sum(qty) as qty from production_report_line
    where report_id = taking.id and role = 'consumed' group by item_id, lot, serial
) part
order by making.id, taking.id

-- name: went_into
with asked as materialized (
    select * from unnest(%(item_ids)s::int[], %(lots)s::text[], %(serials)s::text[]) as asked (item_id, lot, serial)
), line as (
    select l.report_id, l.item_id, l.lot, l.serial, l.qty
    from asked a join production_report_line l on l.item_id = a.item_id and l.serial = a.serial
    where l.role = 'consumed'
    union all
    select l.report_id, l.item_id, l.lot, l.serial, l.qty
    from asked a join production_report_line l on l.item_id = a.item_id and l.lot = a.lot and l.lot <> ''
    where a.serial is null and l.role = 'consumed'
), part as (
    select report_id, item_id, lot, serial, sum(qty) as qty from line group by report_id, item_id, lot, serial
)
select part.item_id, part.lot, part.serial, taking.id, part.qty,
    result.item_id, result.lot, result.serial, making.id, result.qty, s.code, o.number, making.at
from part
join production_report taking on taking.id = part.report_id and taking.undone_at is null
join production_order o on o.id = taking.order_id
join site s on s.id = o.site_id
join production_report making on making.order_id = taking.order_id and making.undone_at is null
    and (making.id = taking.id or making.id > taking.id and taking.made_qty + taking.spoilt_qty = 0)
cross join lateral (
    select item_id, lot, serial, sum(qty) as qty from production_report_line
    where report_id = making.id and role = 'produced' group by item_id, lot, serial
) result
order by making.id, taking.id
