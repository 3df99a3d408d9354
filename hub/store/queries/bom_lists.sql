-- name: boms
select i.sku, b.version, b.kind, b.output_qty, b.active, b.note,
    exists (select from production_order o where o.bom_id = b.id) as used
from bom b join item i on i.id = b.item_id
where %(skus)s::text[] is null or i.sku = any(%(skus)s::text[])
order by i.sku, b.version

-- name: components
select i.sku, b.version, c.sku as component, bc.qty, bc.scrap_percent,
    exists (select from production_order o where o.bom_id = b.id) as used
from bom_component bc
join bom b on b.id = bc.bom_id
join item i on i.id = b.item_id
join item c on c.id = bc.item_id
where %(skus)s::text[] is null or i.sku = any(%(skus)s::text[])
order by i.sku, b.version, c.sku

-- name: lock
-- no order is made by them meanwhile
select b.id from bom b join item i on i.id = b.item_id
where i.sku = any(%(skus)s::text[])
order by b.id
for update of b

-- name: save_boms
insert into bom (item_id, version, kind, output_qty, active, note, created_at)
select i.id, given.version, given.kind, given.output_qty, given.active, given.note, now()
from jsonb_to_recordset(%(rows)s) as given (sku text, version int, kind text, output_qty numeric, active boolean,
    note text)
join item i on i.sku = given.sku
order by i.id, given.version
on conflict (item_id, version) do update set kind = excluded.kind, output_qty = excluded.output_qty,
    active = excluded.active, note = excluded.note, edition = bom.edition + 1

-- name: save_components
insert into bom_component (bom_id, item_id, qty, scrap_percent)
select b.id, c.id, given.qty, given.scrap_percent
from jsonb_to_recordset(%(rows)s) as given (sku text, version int, component text, qty numeric, scrap_percent numeric)
join item i on i.sku = given.sku
join bom b on b.item_id = i.id and b.version = given.version
join item c on c.sku = given.component
order by b.id, c.id
on conflict (bom_id, item_id) do update set qty = excluded.qty, scrap_percent = excluded.scrap_percent

-- name: touch
update bom b set edition = edition + 1
from (select distinct sku, version from jsonb_to_recordset(%(rows)s) as given (sku text, version int)) given
join item i on i.sku = given.sku
where b.item_id = i.id and b.version = given.version
