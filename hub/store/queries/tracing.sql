-- name: flows
-- of each that is asked for, by its place among them; the partner is known by the document: a purchase order or a
-- return to the supplier, a sales order
with asked as materialized (
    select * from unnest(%(item_ids)s::int[], %(lots)s::text[], %(serials)s::text[])
        with ordinality as asked (item_id, lot, serial, nth)
), moved as (
    select a.nth, m.site_id, m.source_id, m.destination_id, m.document, m.qty, m.occurred_at, m.expiry
    from asked a join movement m on m.item_id = a.item_id and m.serial = a.serial
    union all
    select a.nth, m.site_id, m.source_id, m.destination_id, m.document, m.qty, m.occurred_at, m.expiry
    from asked a join movement m on m.item_id = a.item_id and m.lot = a.lot and m.lot <> ''
    where a.serial is null
)
select flow.nth, fs.code as source_site, f.code as source, f.kind as source_kind,
    ts.code as destination_site, t.code as destination, t.kind as destination_kind,
    flow.document,
    case when 'customer' in (f.kind, t.kind)
        then (select nullif(o.customer, '') from sales_order o
            where o.site_id = flow.site_id and o.number = flow.document)
        when 'supplier' in (f.kind, t.kind)
        then coalesce(
            (select p.code from purchase_order o join supplier p on p.id = o.supplier_id
                where o.site_id = flow.site_id and o.number = flow.document),
            (select p.code from supplier_return r join supplier p on p.id = r.supplier_id
                where r.site_id = flow.site_id and r.number = flow.document))
    end as partner,
    flow.qty, flow.first_at, flow.last_at, flow.expiry
from (
    select nth, site_id, source_id, destination_id, document, sum(qty) as qty,
        min(occurred_at) as first_at, max(occurred_at) as last_at, min(expiry) as expiry
    from moved
    group by nth, site_id, source_id, destination_id, document
) flow
join location f on f.id = flow.source_id
join site fs on fs.id = f.site_id
join location t on t.id = flow.destination_id
join site ts on ts.id = t.site_id
order by flow.first_at, f.code, t.code, flow.document
