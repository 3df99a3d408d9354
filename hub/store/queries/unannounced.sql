-- name: add
insert into receipt_exception (site_id, document, item_id, lot, kind, qty, location_id, raised_at, delivered_by)
values (%(site_id)s, %(document)s, %(item_id)s, %(lot)s, 'unannounced', %(qty)s, %(location_id)s, %(at)s, %(delivered_by)s)
on conflict (site_id, document, item_id, lot) where decision is null and kind = 'unannounced'
do update set qty = receipt_exception.qty + excluded.qty,
    location_id = coalesce(excluded.location_id, receipt_exception.location_id),
    delivered_by = coalesce(nullif(excluded.delivered_by, ''), receipt_exception.delivered_by)

-- name: clear
delete from receipt_exception
where site_id = %(site_id)s and document = %(document)s and item_id = %(item_id)s and lot = %(lot)s
    and kind = 'unannounced' and decision is null and qty <= %(qty)s

-- name: less
update receipt_exception set qty = qty - %(qty)s
where site_id = %(site_id)s and document = %(document)s and item_id = %(item_id)s and lot = %(lot)s
    and kind = 'unannounced' and decision is null and qty > %(qty)s

-- name: received
select m.id, m.qty, m.source_id, m.destination_id, m.serial, m.expiry, m.occurred_at, m.evidence
from movement m
where m.document = %(document)s and m.site_id = %(site_id)s and m.item_id = %(item_id)s and m.lot = %(lot)s
    and m.kind = 'receipt' and m.reverses is null and m.evidence ->> %(issue)s is null
    and not exists (select from movement r where r.reverses = m.id)
order by m.id
