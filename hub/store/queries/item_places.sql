-- name: all
select i.sku, s.code as site, l.code as place, ip.max_qty
from item_place ip
join item i on i.id = ip.item_id
join location l on l.id = ip.location_id
join site s on s.id = l.site_id
where %(skus)s::text[] is null or i.sku = any(%(skus)s::text[])
order by i.sku, s.code, l.code

-- name: save_many
insert into item_place (item_id, location_id, max_qty)
select i.id, l.id, g.max_qty
from jsonb_to_recordset(%(rows)s) as g (sku text, site text, place text, max_qty numeric)
join item i on i.sku = g.sku
join site s on s.code = g.site
join location l on l.site_id = s.id and l.code = g.place
order by i.id, l.id
on conflict (item_id, location_id) do update set max_qty = excluded.max_qty

-- name: remove
delete from item_place ip using item i, location l, site s
where ip.item_id = i.id and ip.location_id = l.id and l.site_id = s.id
    and i.sku = %(sku)s and s.code = %(site)s and l.code = %(place)s
returning ip.item_id
