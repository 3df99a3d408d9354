-- name: page
select id, sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost,
    length_mm, width_mm, height_mm, shelf_life_days, tracking, tracks_expiry, active, created_at
from item
where sku > %(after)s
    and (%(category)s::text is null or category = %(category)s)
    and (%(active)s::boolean is null or active = %(active)s)
    and (%(search)s::text is null or sku ilike %(search)s or name ilike %(search)s)
order by sku
limit %(limit)s

-- name: by_sku
select id, sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost,
    length_mm, width_mm, height_mm, shelf_life_days, tracking, tracks_expiry, active, created_at
from item where sku = %(sku)s

-- name: create
insert into item (sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost,
    length_mm, width_mm, height_mm, shelf_life_days, tracking, tracks_expiry)
values (%(sku)s, %(name)s, %(category)s, %(unit)s, %(qty_decimals)s, %(unit_weight_g)s, %(unit_weight_sd_g)s,
    %(price)s, %(standard_cost)s, %(length_mm)s, %(width_mm)s, %(height_mm)s, %(shelf_life_days)s, %(tracking)s,
    %(tracks_expiry)s)
on conflict (sku) do nothing
returning id

-- name: put_many
-- an import's way: items and their own codes at once, those that exist get the new values
with given as (
    select * from unnest(%(skus)s::text[], %(names)s::text[], %(categories)s::text[], %(units)s::text[],
        %(qty_decimals)s::int[], %(weights)s::numeric[], %(spreads)s::numeric[], %(prices)s::numeric[],
        %(costs)s::numeric[])
        as given (sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost)
), put as (
    insert into item
        (sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost)
    select * from given order by sku
    on conflict (sku) do update set name = excluded.name, category = excluded.category, unit = excluded.unit,
        qty_decimals = excluded.qty_decimals, unit_weight_g = excluded.unit_weight_g,
        unit_weight_sd_g = excluded.unit_weight_sd_g, price = excluded.price,
        standard_cost = excluded.standard_cost
    returning id, sku
), own as (
    insert into item_code (code, item_id, kind) select sku, id, 'sku' from put order by sku
    on conflict (code) do nothing
)
select sku, id from put

-- name: by_skus
select id, sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost,
    length_mm, width_mm, height_mm, shelf_life_days, tracking, tracks_expiry, active, created_at
from item
where %(skus)s::text[] is null or sku = any(%(skus)s::text[])
order by sku

-- name: by_ids
select id, sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price, standard_cost,
    length_mm, width_mm, height_mm, shelf_life_days, tracking, active, created_at
from item
where id = any(%(ids)s::int[])
order by sku

-- name: save_many
with given as (
    select * from jsonb_to_recordset(%(rows)s) as given (
        sku text, name text, category text, unit text, qty_decimals smallint, unit_weight_g numeric,
        unit_weight_sd_g numeric, price numeric, standard_cost numeric, length_mm numeric, width_mm numeric,
        height_mm numeric, shelf_life_days integer, tracking text, tracks_expiry boolean, active boolean)
), put as (
    insert into item (sku, name, category, unit, qty_decimals, unit_weight_g, unit_weight_sd_g, price,
        standard_cost, length_mm, width_mm, height_mm, shelf_life_days, tracking, tracks_expiry, active)
    select * from given order by sku
    on conflict (sku) do update set name = excluded.name, category = excluded.category,
        unit_weight_g = excluded.unit_weight_g, unit_weight_sd_g = excluded.unit_weight_sd_g,
        price = excluded.price, standard_cost = excluded.standard_cost, length_mm = excluded.length_mm,
        width_mm = excluded.width_mm, height_mm = excluded.height_mm, shelf_life_days = excluded.shelf_life_days,
        tracking = excluded.tracking, tracks_expiry = excluded.tracks_expiry, active = excluded.active
    returning id, sku
)
insert into item_code (code, item_id, kind) select sku, id, 'sku' from put order by sku
on conflict (code) do nothing

-- name: code_holders
select c.code, i.sku from item_code c join item i on i.id = c.item_id where c.code = any(%(codes)s::text[])

-- name: update
update item set
    name = coalesce(%(name)s, name),
    category = coalesce(%(category)s, category),
    unit_weight_g = case when %(set_unit_weight_g)s then %(unit_weight_g)s::numeric else unit_weight_g end,
    unit_weight_sd_g =
        case when %(set_unit_weight_sd_g)s then %(unit_weight_sd_g)s::numeric else unit_weight_sd_g end,
    price = case when %(set_price)s then %(price)s::numeric else price end,
    standard_cost = case when %(set_standard_cost)s then %(standard_cost)s::numeric else standard_cost end,
    length_mm = case when %(set_length_mm)s then %(length_mm)s::numeric else length_mm end,
    width_mm = case when %(set_width_mm)s then %(width_mm)s::numeric else width_mm end,
    height_mm = case when %(set_height_mm)s then %(height_mm)s::numeric else height_mm end,
    shelf_life_days = case when %(set_shelf_life_days)s then %(shelf_life_days)s::int else shelf_life_days end,
    tracking = coalesce(%(tracking)s, tracking),
    tracks_expiry = coalesce(%(tracks_expiry)s, tracks_expiry),
    active = coalesce(%(active)s, active)
where sku = %(sku)s
returning id

-- name: codes
select c.code, i.sku, c.kind, c.qty, c.pack
from item_code c join item i on i.id = c.item_id
where i.sku = %(sku)s
order by c.code

-- name: code
select c.code, i.sku, c.kind, c.qty, c.pack
from item_code c join item i on i.id = c.item_id
where c.code = %(code)s

-- name: add_code
insert into item_code (code, item_id, kind, qty, pack)
select %(code)s, id, %(kind)s, %(qty)s, %(pack)s from item where sku = %(sku)s
on conflict (code) do nothing
returning code

-- name: all_codes
select c.code, i.sku, c.kind, c.qty, c.pack
from item_code c join item i on i.id = c.item_id
where %(codes)s::text[] is null or c.code = any(%(codes)s::text[])
order by i.sku, c.qty, c.code

-- name: save_codes
insert into item_code (code, item_id, kind, qty, pack)
select g.code, i.id, g.kind, g.qty, g.pack
from jsonb_to_recordset(%(rows)s) as g (sku text, code text, kind text, qty numeric, pack text)
join item i on i.sku = g.sku
order by g.code
on conflict (code) do update set kind = excluded.kind, qty = excluded.qty, pack = excluded.pack
where item_code.item_id = excluded.item_id and item_code.kind <> 'sku'

-- name: remove_code
delete from item_code using item
where item_code.item_id = item.id and item.sku = %(sku)s and item_code.code = %(code)s
    and item_code.kind <> 'sku'
returning code

-- name: bump_catalog
update catalog_version set version = version + 1 returning version

-- name: catalog_version
select version from catalog_version

-- name: resolve
select c.code, i.id, c.qty, i.unit, i.qty_decimals
from item_code c join item i on i.id = c.item_id
where c.code = any(%(codes)s::text[])

-- name: costs
select id, standard_cost from item where id = any(%(ids)s::int[]) and standard_cost is not null

-- name: catalogue
select i.sku, i.name, i.unit, i.qty_decimals, i.unit_weight_g, i.unit_weight_sd_g, i.tracking, i.tracks_expiry,
    array_agg(c.code order by c.code) as codes, array_agg(c.qty order by c.code) as code_qtys
from item i join item_code c on c.item_id = i.id
where i.active
group by i.id
order by i.sku

-- name: sku_of
select sku from item where id = %(id)s
