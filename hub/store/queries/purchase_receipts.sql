-- name: lock_orders
select o.id
from purchase_order o
join unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
    on o.number = asked.number and o.site_id = asked.site_id
order by o.id
for update of o

-- name: lines
-- read only when the orders are locked: an edit may have changed them while we waited
select o.id, o.site_id, s.code, o.number, o.kind, o.state, o.sent_at is not null, o.exchange_rate, l.line, l.item_id,
    i.sku, l.qty, l.unit_price, l.received_qty, l.called_qty
from purchase_order o
join site s on s.id = o.site_id
join purchase_order_line l on l.order_id = o.id
join item i on i.id = l.item_id
where o.id = any(%(ids)s::bigint[])
order by o.id, l.line

-- name: set_received
update purchase_order_line l set received_qty = given.received_qty,
    received_at = case when given.received_qty >= l.qty then coalesce(l.received_at, %(at)s) end
from unnest(%(order_ids)s::bigint[], %(lines)s::int[], %(qtys)s::numeric[]) as given (order_id, line, received_qty)
where l.order_id = given.order_id and l.line = given.line

-- name: set_states
-- the version stays: it is that of what people change, and goods that come must not turn their edits away
update purchase_order o set state = given.state,
    received_at = case when given.state in ('received', 'closed') then coalesce(o.received_at, %(at)s) end
from unnest(%(ids)s::bigint[], %(states)s::text[]) as given (id, state)
where o.id = given.id and o.state <> given.state

-- name: lock_order
select id from purchase_order where id = %(id)s for update

-- name: lines_of_order
select l.line, l.item_id, l.qty, l.received_qty, o.kind, o.state, o.sent_at is not null
from purchase_order o
join purchase_order_line l on l.order_id = o.id
where o.id = %(id)s
order by l.line

-- name: set_returned
update purchase_order_line l set qty = given.qty, received_qty = given.received_qty,
    received_at = case when given.received_qty >= given.qty then coalesce(l.received_at, %(at)s) end
from unnest(%(lines)s::int[], %(qtys)s::numeric[], %(received)s::numeric[]) as given (line, qty, received_qty)
where l.order_id = %(order_id)s and l.line = given.line
