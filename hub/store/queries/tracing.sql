-- name: flows
-- of each that is asked for, by its place among them; the partner is known by the document: a purchase order or a
-- return to the supplier, a sales order
with asked as materialized (
    select * from unnest(%(item_ids)s::int[], %(lots)s::text[], %(serials)s::text[])
        with ordinality as asked (item_id, lot, serial, nth)
), piece as (
    select a.nth, m.site_id, m.source_id, m.qty, m.occurred_at,
        lag(m.destination_id) over (partition by a.nth order by m.id) as stood_id
    from asked a join movement m on m.item_id = a.item_id and m.serial = a.serial
), moved as (
    select a.nth, m.site_id, m.source_id, m.destination_id, m.document, m.qty, m.occurred_at, m.expiry,
        coalesce(m.evidence ->> 'carton', m.evidence ->> 'sscc') as package
    from asked a join movement m on m.item_id = a.item_id and m.serial = a.serial
    union all
    select a.nth, m.site_id, m.source_id, m.destination_id, m.document, m.qty, m.occurred_at, m.expiry,
        coalesce(m.evidence ->> 'carton', m.evidence ->> 'sscc') as package
    from asked a join movement m on m.item_id = a.item_id and m.lot = a.lot and m.lot <> ''
    where a.serial is null
    union all
    -- it left a place of the site other than the one where it was named last: carried there without being read
    select p.nth, p.site_id, p.stood_id, p.source_id, null, p.qty, p.occurred_at, null, null
    from piece p
    join location f on f.id = p.stood_id and not f.outside
    join location t on t.id = p.source_id and not t.outside and t.site_id = f.site_id
    where p.stood_id <> p.source_id
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
    flow.qty, flow.first_at, flow.last_at, flow.expiry, flow.packages
from (
    select nth, site_id, source_id, destination_id, document, sum(qty) as qty,
        min(occurred_at) as first_at, max(occurred_at) as last_at, min(expiry) as expiry,
        array_remove(array_agg(distinct package), null) as packages
    from moved
    group by nth, site_id, source_id, destination_id, document
) flow
join location f on f.id = flow.source_id
join site fs on fs.id = f.site_id
join location t on t.id = flow.destination_id
join site ts on ts.id = t.site_id
order by flow.first_at, f.code, t.code, flow.document

-- name: on_document
-- what went to customers on a document, less what came back on it; by item, lot and piece
select out.site, out.customer, m.item_id, m.lot, m.serial,
    sum(case when m.destination_id = out.place_id then m.qty else -m.qty end) as qty,
    array_remove(array_agg(distinct m.evidence ->> 'carton'), null) as packages
from (
    select l.id as place_id, s.code as site, nullif(o.customer, '') as customer
    from location l
    join site s on s.id = l.site_id
    left join sales_order o on o.site_id = s.id and o.number = %(document)s
    where l.kind = 'customer' and (%(site)s::text is null or s.code = %(site)s)
) out
join movement m on m.document = %(document)s and out.place_id in (m.source_id, m.destination_id)
group by out.site, out.customer, m.item_id, m.lot, m.serial
having sum(case when m.destination_id = out.place_id then m.qty else -m.qty end) > 0
order by out.site, m.item_id, m.lot, m.serial
limit %(limit)s
