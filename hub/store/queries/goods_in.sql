-- name: places
select code, kind, name from location
where site_id = %(site_id)s and not outside
order by code
limit %(limit)s

-- name: stock
select i.sku, l.code as location, b.lot, b.qty
from balance b
join location l on l.id = b.location_id
join item i on i.id = b.item_id
where l.site_id = %(site_id)s and not l.outside and b.qty <> 0
order by i.sku, l.code, b.lot
limit %(limit)s
