-- name: waiting
-- what stands at the docks of a site, the oldest receipts first as far as ids tell
select l.code as location, b.item_id, i.sku, i.name, i.unit, b.lot, b.qty, i.unit_weight_g,
    i.length_mm * i.width_mm * i.height_mm / 1000 as unit_volume_ml
from balance b
join location l on l.id = b.location_id
join item i on i.id = b.item_id
where l.site_id = %(site_id)s and l.kind = 'dock' and b.qty > 0
order by l.code, i.sku, b.lot
limit %(limit)s

-- name: places
-- where goods may be put: free_* by what stands there, null where no capacity is known. The distance is the walk along
-- the aisles (and up) from the corner of the site's docks
select l.code, coalesce(sum(b.qty) filter (where b.qty > 0), 0) as qty,
    l.max_pieces - coalesce(sum(b.qty) filter (where b.qty > 0), 0) as free_pieces,
    l.max_weight_kg * 1000 - coalesce(sum(b.qty * i.unit_weight_g) filter (where b.qty > 0), 0) as free_weight_g,
    l.max_volume_l * 1000
        - coalesce(sum(b.qty * i.length_mm * i.width_mm * i.height_mm / 1000) filter (where b.qty > 0), 0) as free_volume_ml,
    min(abs(l.x_m - dock.x_m) + abs(l.y_m - dock.y_m)) + abs(coalesce(l.level, 0)) as distance_m
from location l
left join balance b on b.location_id = l.id
left join item i on i.id = b.item_id
left join (
    select min(x_m) as x_m, min(y_m) as y_m from location
    where site_id = %(site_id)s and kind = 'dock'
) dock on true
where l.site_id = %(site_id)s and l.kind in ('shelf', 'storage')
    -- goods stand in the innermost places, not in the aisle around them
    and not exists (select from location inner_place where inner_place.parent_id = l.id)
group by l.id
order by l.code

-- name: own_places
select p.item_id, l.code, p.max_qty
from item_place p join location l on l.id = p.location_id
where l.site_id = %(site_id)s and p.item_id = any(%(item_ids)s::int[])

-- name: standing
select b.item_id, l.code, sum(b.qty)
from balance b join location l on l.id = b.location_id
where l.site_id = %(site_id)s and l.kind in ('shelf', 'storage') and b.qty > 0 and b.item_id = any(%(item_ids)s::int[])
group by b.item_id, l.code
