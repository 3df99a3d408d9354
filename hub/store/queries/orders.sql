-- name: page
select o.id, s.code as site, o.number, o.customer, o.status, a.code as agent, o.released_at, o.shipped_at
from sales_order o
join site s on s.id = o.site_id
left join agent a on a.id = o.agent_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(status)s::text is null or o.status = %(status)s)
    and (%(after)s::bigint is null or o.id < %(after)s)
order by o.id desc
limit %(limit)s

-- name: by_number
select o.id, s.code as site, o.number, o.customer, o.status, a.code as agent, o.released_at, o.shipped_at
from sales_order o
join site s on s.id = o.site_id
left join agent a on a.id = o.agent_id
where s.code = %(site)s and o.number = %(number)s

-- name: lines
select l.order_id, l.line, i.sku, i.name, l.qty, l.unit_price, l.shipped_qty
from sales_order_line l join item i on i.id = l.item_id
where l.order_id = any(%(ids)s::bigint[])
order by l.order_id, l.line

-- name: create
insert into sales_order (site_id, number, customer, agent_id, released_at)
values (%(site_id)s, %(number)s, %(customer)s, %(agent_id)s, %(released_at)s)
on conflict (site_id, number) do nothing
returning id

-- name: add_line
insert into sales_order_line (order_id, line, item_id, qty, unit_price)
values (%(order_id)s, %(line)s, %(item_id)s, %(qty)s, %(unit_price)s)

-- name: cancel
update sales_order set status = 'cancelled' where id = %(id)s and status = 'released' returning id

-- name: open_at_site
-- what is left to ship of each line
select o.agent_id, l.item_id, o.number, o.customer, l.line, i.sku, i.name, l.qty - l.shipped_qty as qty
from sales_order o
join sales_order_line l on l.order_id = o.id
join item i on i.id = l.item_id
where o.site_id = %(site_id)s and o.status = 'released' and l.qty > l.shipped_qty
order by o.released_at, o.id, l.line

-- name: lock_for_shipment
select l.order_id, l.line, o.site_id, s.code, o.number, o.status, l.item_id, l.qty, l.unit_price, l.shipped_qty
from sales_order o
join site s on s.id = o.site_id
join sales_order_line l on l.order_id = o.id
join unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
    on o.site_id = asked.site_id and o.number = asked.number
order by l.order_id, l.line
for update of l

-- name: ship_lines
update sales_order_line l set shipped_qty = given.shipped_qty
from unnest(%(order_ids)s::bigint[], %(lines)s::int[], %(qtys)s::numeric[]) as given (order_id, line, shipped_qty)
where l.order_id = given.order_id and l.line = given.line

-- name: close_shipped
update sales_order o set status = 'shipped', shipped_at = %(at)s
where o.id = any(%(ids)s::bigint[]) and o.status = 'released'
    and not exists (select from sales_order_line l where l.order_id = o.id and l.shipped_qty < l.qty)
returning o.id
