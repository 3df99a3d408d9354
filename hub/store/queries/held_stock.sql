-- name: page
-- what waits for somebody's word, and the word that put it there
select s.code as site, l.code as location, l.kind, i.sku, i.name, i.unit, b.lot, b.qty, last.occurred_at as since,
    last.evidence ->> 'reason' as reason, last.document
from balance b
join location l on l.id = b.location_id
join site s on s.id = l.site_id
join item i on i.id = b.item_id
left join lateral (
    select m.occurred_at, m.evidence, m.document from movement m
    where m.item_id = b.item_id and m.lot = b.lot and m.destination_id = b.location_id
    order by m.id desc limit 1
) last on true
where l.kind in ('hold', 'damaged') and b.qty <> 0 and (%(site)s::text is null or s.code = %(site)s)
order by s.code, l.code, i.sku, b.lot
limit %(limit)s

-- name: place
select code from location where site_id = %(site_id)s and kind = %(kind)s order by code limit 1
