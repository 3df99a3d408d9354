-- name: documents
-- whatever has this number; the unloading itself where no order stands behind it
select found.kind, s.code as site, found.number as code, found.name, found.state
from (
    select 'purchase_order' as kind, o.site_id, o.number, u.name, o.state
    from purchase_order o join supplier u on u.id = o.supplier_id where o.number = %(text)s
    union all
    select 'sales_order', o.site_id, o.number, o.customer, o.status from sales_order o where o.number = %(text)s
    union all
    -- a transfer is its sender's, and its receiver's where it is asked for there
    select 'transfer', here.id, t.number, there.name, t.state
    from transfer t
    join site here on here.id = t.from_site_id or (here.id = t.to_site_id and here.code = %(site)s::text)
    join site there on there.id = case when here.id = t.from_site_id then t.to_site_id else t.from_site_id end
    where t.number = %(text)s
    union all
    select 'production_order', o.site_id, o.number, i.name, o.state
    from production_order o join bom b on b.id = o.bom_id join item i on i.id = b.item_id where o.number = %(text)s
    union all
    select 'supplier_return', r.site_id, r.number, coalesce(u.name, ''), ''
    from supplier_return r left join supplier u on u.id = r.supplier_id where r.number = %(text)s
    union all
    select 'ship_notice', n.site_id, n.number, u.name, n.state
    from ship_notice n join supplier u on u.id = n.supplier_id where n.number = %(text)s
    union all
    select 'count', c.site_id, c.number, l.code, c.state
    from count_task c join location l on l.id = c.location_id where c.number = %(text)s
    union all
    select 'delivery', r.site_id, r.document, l.code, case when bool_and(r.closed_at is not null) then 'received' else 'open' end
    from receipt r join location l on l.id = r.location_id
    where r.document = %(text)s
        and not exists (select from purchase_order o where o.site_id = r.site_id and o.number = r.document)
    group by r.site_id, r.document, l.code
) found
join site s on s.id = found.site_id
where %(site)s::text is null or s.code = %(site)s
order by found.kind, s.code
limit %(limit)s

-- name: places
select l.id, s.code as site, l.code, l.name, l.kind
from location l join site s on s.id = l.site_id
where l.code = %(text)s and not l.outside and (%(site)s::text is null or s.code = %(site)s)
order by s.code

-- name: lots
-- what stood anywhere under this lot: a balance stays when it is empty
select distinct i.id, i.sku, i.name
from balance b join item i on i.id = b.item_id
where b.lot = %(text)s and (%(item_id)s::int is null or b.item_id = %(item_id)s)
order by i.sku
limit %(limit)s

-- name: serials
-- where each piece of that number was seen last; without its item only items are looked at that have serial numbers
select i.id, i.sku, i.name, s.code as site, l.code as location, l.kind as location_kind, last.lot, l.outside
from item i
cross join lateral (
    select m.destination_id, m.lot from movement m
    where m.item_id = i.id and m.serial = %(text)s
        and m.evidence ->> 'matched' is null -- was only put onto an order
    order by m.id desc limit 1
) last
join location l on l.id = last.destination_id
join site s on s.id = l.site_id
where case when %(item_id)s::int is null then i.tracking in ('serial', 'lot_serial') else i.id = %(item_id)s end
order by i.sku
limit %(limit)s

-- name: stands
select s.code as site, l.code as location, l.kind as location_kind, i.sku, i.name, i.unit, b.lot, b.qty
from balance b
join location l on l.id = b.location_id
join site s on s.id = l.site_id
join item i on i.id = b.item_id
where b.qty <> 0 and not l.outside
    and (%(item_id)s::int is null or b.item_id = %(item_id)s)
    and (%(location_id)s::int is null or b.location_id = %(location_id)s)
    and (%(lot)s::text is null or b.lot = %(lot)s)
    and (%(site)s::text is null or s.code = %(site)s)
order by s.code, l.code, i.sku, b.lot
limit %(limit)s
