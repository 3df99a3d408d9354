-- name: suppliers
select code, name, currency, lead_time_days, contact, email, phone, address, language, active
from supplier
where %(codes)s::text[] is null or code = any(%(codes)s::text[])
order by code

-- name: save_suppliers
insert into supplier
    (code, name, currency, lead_time_days, contact, email, phone, address, language, active)
select * from jsonb_to_recordset(%(rows)s) as given (code text, name text, currency text, lead_time_days smallint,
    contact text, email text, phone text, address text, language text, active boolean)
order by code
on conflict (code) do update set name = excluded.name, currency = excluded.currency,
    lead_time_days = excluded.lead_time_days, contact = excluded.contact, email = excluded.email,
    phone = excluded.phone, address = excluded.address, language = excluded.language, active = excluded.active,
    version = supplier.version + 1

-- name: items
select s.code as supplier, i.sku, si.supplier_sku, si.min_qty, si.pack_qty, si.lead_time_days
from supplier_item si
join supplier s on s.id = si.supplier_id
join item i on i.id = si.item_id
where %(suppliers)s::text[] is null or (s.code = any(%(suppliers)s::text[]) and i.sku = any(%(skus)s::text[]))
order by s.code, i.sku

-- name: save_items
insert into supplier_item (supplier_id, item_id, supplier_sku, min_qty, pack_qty, lead_time_days)
select s.id, i.id, given.supplier_sku, given.min_qty, given.pack_qty, given.lead_time_days
from jsonb_to_recordset(%(rows)s) as given (supplier text, sku text, supplier_sku text, min_qty numeric,
    pack_qty numeric, lead_time_days smallint)
join supplier s on s.code = given.supplier
join item i on i.sku = given.sku
order by s.id, i.id
on conflict (supplier_id, item_id) do update set supplier_sku = excluded.supplier_sku,
    min_qty = excluded.min_qty, pack_qty = excluded.pack_qty, lead_time_days = excluded.lead_time_days

-- name: prices
select s.code as supplier, i.sku, p.valid_from, p.from_qty, p.valid_to, p.unit_price
from supplier_price p
join supplier s on s.id = p.supplier_id
join item i on i.id = p.item_id
where %(suppliers)s::text[] is null or (s.code = any(%(suppliers)s::text[]) and i.sku = any(%(skus)s::text[]))
order by s.code, i.sku, p.valid_from, p.from_qty

-- name: save_prices
-- who has a price for an item delivers it
with given as (
    select s.id as supplier_id, i.id as item_id, row.valid_from, row.from_qty, row.valid_to, row.unit_price
    from jsonb_to_recordset(%(rows)s) as row (supplier text, sku text, valid_from date, from_qty numeric,
        valid_to date, unit_price numeric)
    join supplier s on s.code = row.supplier
    join item i on i.sku = row.sku
), delivered as (
    insert into supplier_item (supplier_id, item_id)
    select distinct supplier_id, item_id from given order by supplier_id, item_id
    on conflict (supplier_id, item_id) do nothing
)
insert into supplier_price (supplier_id, item_id, valid_from, from_qty, valid_to, unit_price)
select * from given order by supplier_id, item_id, valid_from, from_qty
on conflict (supplier_id, item_id, valid_from, from_qty) do update set valid_to = excluded.valid_to,
    unit_price = excluded.unit_price

-- name: touch
update supplier set version = version + 1 where code = any(%(codes)s::text[])
