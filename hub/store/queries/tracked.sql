-- name: of_items
select id, sku, tracking, tracks_expiry from item
where id = any(%(ids)s::int[]) and (tracking <> 'none' or tracks_expiry)

-- name: whereabouts
-- where a piece went last; what has left since without its serial number leaves nothing behind there
select asked.item_id, asked.serial, s.code, l.code, l.kind, last.document, last.occurred_at
from unnest(%(item_ids)s::int[], %(serials)s::text[]) as asked (item_id, serial)
cross join lateral (
    select m.destination_id, m.lot, m.document, m.occurred_at
    from movement m
    where m.item_id = asked.item_id and m.serial = asked.serial
        -- goods that were only put onto an order went nowhere
        and m.evidence ->> 'matched' is null
        -- what one site hands over another one takes, and may have taken before that was told
        and not exists (select from location o where o.id = m.destination_id and o.kind = 'other_site')
        and not exists (
            select from movement h join location o on o.id = h.destination_id and o.kind = 'other_site'
            where h.item_id = m.item_id and h.serial = m.serial and h.source_id = m.destination_id and h.id > m.id)
    order by m.id desc limit 1
) last
join location l on l.id = last.destination_id
join site s on s.id = l.site_id
where l.outside or exists (
    select from balance b
    where b.item_id = asked.item_id and b.location_id = l.id and b.lot = last.lot and b.qty > 0)
    -- what came of its transfer without being named is not what others have under way
    and not (l.kind = 'in_transit' and exists (
        select from transfer t where t.from_site_id = l.site_id and t.number = last.document and not exists (
            select from transfer_line x
            where x.transfer_id = t.id and x.item_id = asked.item_id and x.lot = last.lot
                and x.sent_qty > x.received_qty + x.back_qty + x.lost_qty)))

-- name: codes
select l.id, s.code, l.code, l.kind from location l join site s on s.id = l.site_id where l.id = any(%(ids)s::int[])

-- name: serials_of_due
with due as (
    select distinct i.id, i.sku
    from purchase_order o
    join purchase_order_line l on l.order_id = o.id
    join item i on i.id = l.item_id and i.tracking in ('serial', 'lot_serial')
    where o.site_id = %(site_id)s and o.kind <> 'blanket' and o.state in ('sent', 'partly_received')
), last as (
    select distinct on (m.item_id, m.serial) m.item_id, m.serial, m.destination_id, m.lot
    from movement m join due on due.id = m.item_id
    where m.serial is not null and m.evidence ->> 'matched' is null
    order by m.item_id, m.serial, m.id desc
)
select due.sku, last.serial
from last
join due on due.id = last.item_id
-- what is on its way from one site to another is about to come
join location l on l.id = last.destination_id and not l.outside and l.kind <> 'in_transit'
join balance b on b.item_id = last.item_id and b.location_id = l.id and b.lot = last.lot and b.qty > 0
order by due.sku, last.serial
limit %(limit)s

-- name: lock
select pg_advisory_xact_lock(%(class)s, key) from unnest(%(keys)s::int[]) as key
