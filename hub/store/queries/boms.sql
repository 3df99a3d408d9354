-- name: page
select b.id, b.item_id, i.sku, i.name, i.unit, i.qty_decimals, b.version, b.kind, b.output_qty, b.active, b.note,
    b.created_at, u.login as created_by, b.edition,
    exists (select from production_order o where o.bom_id = b.id) as used
from bom b
join item i on i.id = b.item_id
left join app_user u on u.id = b.created_by
where (%(ids)s::bigint[] is null or b.id = any(%(ids)s::bigint[]))
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (%(version)s::int is null or b.version = %(version)s)
    and (%(active)s::boolean is null or b.active = %(active)s)
    and (%(component)s::text is null or exists (
        select from bom_component c join item ci on ci.id = c.item_id where c.bom_id = b.id and ci.sku = %(component)s))
    and (i.sku, b.version) > (%(after_sku)s, %(after_version)s)
order by i.sku, b.version
limit %(limit)s

-- name: components
select c.bom_id, c.item_id, i.sku, i.name, i.unit, i.qty_decimals, i.tracking, c.qty, c.scrap_percent
from bom_component c join item i on i.id = c.item_id
where c.bom_id = any(%(ids)s::bigint[])
order by c.bom_id, i.sku

-- name: lock_all
-- bills refer to each other by their items: whoever changes one sees all others as they are
select pg_advisory_xact_lock(hashtext('bills of materials'))

-- name: lock
select id from bom where id = %(id)s for update

-- name: lock_for_order
-- as long as an order is being made by it, nobody changes it
select id from bom where id = %(id)s for share

-- name: uses
select distinct b.item_id, c.item_id
from bom b join bom_component c on c.bom_id = b.id
where b.active or b.id = any(%(ids)s::bigint[])

-- name: skus
select id, sku from item where id = any(%(ids)s::int[])

-- name: create
insert into bom (item_id, version, kind, output_qty, note, created_at, created_by)
select %(item_id)s, coalesce(max(version), 0) + 1, %(kind)s, %(output_qty)s, %(note)s, %(at)s, %(user_id)s
from bom where item_id = %(item_id)s
returning id

-- name: change
update bom set kind = coalesce(%(kind)s, kind), output_qty = coalesce(%(output_qty)s, output_qty),
    note = coalesce(%(note)s, note), edition = edition + 1
where id = %(id)s

-- name: retire
update bom set active = false, edition = edition + 1 where item_id = %(item_id)s and active

-- name: activate
update bom set active = true, edition = edition + 1 where id = %(id)s

-- name: remove_components
delete from bom_component where bom_id = %(bom_id)s

-- name: add_components
insert into bom_component (bom_id, item_id, qty, scrap_percent)
select %(bom_id)s, * from unnest(%(item_ids)s::int[], %(qtys)s::numeric[], %(scrap_percents)s::numeric[])

-- name: free
-- what nobody has been promised; nothing where an item never came to the site
select i.id, coalesce(c.qty - greatest(c.held, 0) - c.reserved, 0)
from item i left join item_cost c on c.item_id = i.id and c.site_id = %(site_id)s
where i.id = any(%(item_ids)s::int[])
