-- name: of_supplier
select i.id as item_id, i.sku, i.name, i.unit, i.qty_decimals, si.supplier_sku, si.min_qty, si.pack_qty,
    si.lead_time_days
from supplier_item si join item i on i.id = si.item_id
where si.supplier_id = %(supplier_id)s
    and (%(skus)s::text[] is null or i.sku = any(%(skus)s::text[]))
    and i.sku > %(after)s
order by i.sku
limit %(limit)s

-- name: of_item
select s.code, s.name, s.currency, s.active, si.supplier_sku, si.min_qty, si.pack_qty,
    coalesce(si.lead_time_days, s.lead_time_days) as lead_time_days
from supplier_item si join supplier s on s.id = si.supplier_id
where si.item_id = %(item_id)s
order by s.code

-- name: prices
select item_id, valid_from, from_qty, valid_to, unit_price
from supplier_price
where supplier_id = %(supplier_id)s and item_id = any(%(item_ids)s::int[])
order by item_id, valid_from, from_qty

-- name: put
insert into supplier_item (supplier_id, item_id, supplier_sku, min_qty, pack_qty, lead_time_days)
values (%(supplier_id)s, %(item_id)s, %(supplier_sku)s, %(min_qty)s, %(pack_qty)s, %(lead_time_days)s)
on conflict (supplier_id, item_id) do update set supplier_sku = excluded.supplier_sku, min_qty = excluded.min_qty,
    pack_qty = excluded.pack_qty, lead_time_days = excluded.lead_time_days

-- name: clear_prices
delete from supplier_price where supplier_id = %(supplier_id)s and item_id = %(item_id)s

-- name: add_prices
insert into supplier_price (supplier_id, item_id, valid_from, from_qty, valid_to, unit_price)
select %(supplier_id)s, %(item_id)s, *
from unnest(%(valid_from)s::date[], %(from_qty)s::numeric[], %(valid_to)s::date[], %(unit_price)s::numeric[])

-- name: remove
delete from supplier_item where supplier_id = %(supplier_id)s and item_id = %(item_id)s returning item_id
