-- name: page
select o.id, o.site_id, s.code as site, s.currency as site_currency, s.timezone, o.supplier_id, u.code as supplier,
    u.name as supplier_name, o.number, o.kind, o.blanket_id, b.number as blanket, o.state, o.currency, o.exchange_rate,
    o.valid_until, o.supplier_reference, o.note, o.approved_amount, o.created_at, c.login as created_by, o.approved_at,
    o.approved_by as approved_by_id, a.login as approved_by, o.sent_at, o.confirmed_at, o.received_at, o.closed_at,
    o.version
from purchase_order o
join site s on s.id = o.site_id
join supplier u on u.id = o.supplier_id
left join purchase_order b on b.id = o.blanket_id
left join app_user c on c.id = o.created_by
left join app_user a on a.id = o.approved_by
where (%(ids)s::bigint[] is null or o.id = any(%(ids)s::bigint[]))
    and (%(number)s::text is null or o.number = %(number)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(supplier)s::text is null or u.code = %(supplier)s)
    and (%(states)s::text[] is null or o.state = any(%(states)s::text[]))
    and (%(kind)s::text is null or o.kind = %(kind)s)
    and (%(blanket_id)s::bigint is null or o.blanket_id = %(blanket_id)s)
    and (%(sku)s::text is null or exists (
        select from purchase_order_line l join item i on i.id = l.item_id where l.order_id = o.id and i.sku = %(sku)s))
    -- a line of it is late: open, and due before that day
    and (%(due_before)s::date is null or o.state in ('approved', 'sent', 'partly_received') and exists (
        select from purchase_order_line l
        where l.order_id = o.id and l.received_qty < l.qty
            and coalesce(l.confirmed_on, l.expected_on) < %(due_before)s))
    -- what a supplier is shown: it was sent to him once
    and (not %(sent)s or o.sent_at is not null)
    and (%(after)s::bigint is null or o.id < %(after)s)
order by o.id desc
limit %(limit)s

-- name: lines
select l.order_id, l.line, l.item_id, i.sku, i.name, i.unit, i.qty_decimals, coalesce(si.supplier_sku, '') as supplier_sku,
    l.qty, l.unit_price, l.expected_on, l.confirmed_on, l.received_qty, l.received_at, l.called_qty, l.blanket_line
from purchase_order_line l
join purchase_order o on o.id = l.order_id
join item i on i.id = l.item_id
left join supplier_item si on si.supplier_id = o.supplier_id and si.item_id = l.item_id
where l.order_id = any(%(ids)s::bigint[])
order by l.order_id, l.line

-- name: lock
-- in the order of their ids: a blanket before its call-offs, and no two wait for each other
select id from purchase_order where id = any(%(ids)s::bigint[]) order by id for update

-- name: ids
select id, coalesce(blanket_id, id) from purchase_order where number = %(number)s

-- name: next_number
select nextval('purchase_order_number')

-- name: create
insert into purchase_order (site_id, supplier_id, number, kind, blanket_id, state, currency, exchange_rate, valid_until,
    note, created_at, created_by)
values (%(site_id)s, %(supplier_id)s, %(number)s, %(kind)s, %(blanket_id)s, 'draft', %(currency)s, %(exchange_rate)s,
    %(valid_until)s, %(note)s, %(at)s, %(user_id)s)
on conflict (number) do nothing
returning id

-- name: save
update purchase_order set state = %(state)s, exchange_rate = %(exchange_rate)s, valid_until = %(valid_until)s,
    supplier_reference = %(supplier_reference)s, note = %(note)s, approved_amount = %(approved_amount)s,
    approved_at = %(approved_at)s, approved_by = %(approved_by_id)s, sent_at = %(sent_at)s,
    confirmed_at = %(confirmed_at)s, received_at = %(received_at)s, closed_at = %(closed_at)s, version = version + 1
where id = %(id)s

-- name: put_lines
insert into purchase_order_line as l (order_id, line, item_id, qty, unit_price, expected_on, blanket_line)
select %(order_id)s, * from unnest(%(lines)s::int[], %(item_ids)s::int[], %(qtys)s::numeric[], %(unit_prices)s::numeric[],
    %(expected_on)s::date[], %(blanket_lines)s::int[])
on conflict (order_id, line) do update set item_id = excluded.item_id, qty = excluded.qty,
    unit_price = excluded.unit_price, expected_on = excluded.expected_on, blanket_line = excluded.blanket_line,
    -- the supplier confirmed another line than this is now
    confirmed_on = case
        when l.qty = excluded.qty and l.expected_on is not distinct from excluded.expected_on then l.confirmed_on end,
    received_at = case when l.received_qty >= excluded.qty then coalesce(l.received_at, %(at)s) end

-- name: remove_other_lines
delete from purchase_order_line where order_id = %(order_id)s and not line = any(%(lines)s::int[])

-- name: confirm_lines
update purchase_order_line l set confirmed_on = given.confirmed_on
from unnest(%(lines)s::int[], %(dates)s::date[]) as given (line, confirmed_on)
where l.order_id = %(order_id)s and l.line = given.line

-- name: draw
-- what call-offs hold of a blanket's lines; a line that has not as much left is not among those that come back
update purchase_order_line l set called_qty = l.called_qty + given.qty
from unnest(%(lines)s::int[], %(qtys)s::numeric[]) as given (line, qty)
where l.order_id = %(order_id)s and l.line = given.line and l.called_qty + given.qty between 0 and l.qty
returning l.line

-- name: add_event
insert into purchase_order_event (order_id, at, kind, user_id, link_id, reason, before, after)
values (%(order_id)s, %(at)s, %(kind)s, %(user_id)s, %(link_id)s, %(reason)s, %(before)s, %(after)s)

-- name: add_receipts
insert into purchase_order_event (order_id, at, kind, before, after)
select order_id, %(at)s, 'received', before, after
from unnest(%(order_ids)s::bigint[], %(before)s::jsonb[], %(after)s::jsonb[]) as given (order_id, before, after)
order by order_id

-- name: events
select e.id, e.at, e.kind, u.login as user, p.code as supplier, e.reason, e.before, e.after
from purchase_order_event e
left join app_user u on u.id = e.user_id
left join supplier_link k on k.id = e.link_id
left join supplier p on p.id = k.supplier_id
where e.order_id = %(order_id)s and (%(after)s::bigint is null or e.id > %(after)s)
order by e.id
limit %(limit)s

-- name: sheet
-- lines of the orders with these numbers, or of those that are not over; an order in the site's currency says no rate
select o.number as "order", l.line, s.code as site, u.code as supplier, i.sku, l.qty, l.unit_price, l.expected_on,
    case when o.currency <> s.currency then o.exchange_rate end as exchange_rate, o.note
from purchase_order o
join site s on s.id = o.site_id
join supplier u on u.id = o.supplier_id
join purchase_order_line l on l.order_id = o.id
join item i on i.id = l.item_id
where o.kind = 'order' and case when %(numbers)s::text[] is null
    then o.state in ('draft', 'approved', 'sent', 'partly_received') else o.number = any(%(numbers)s::text[]) end
order by o.id, l.line

-- name: numbers_taken
select number from purchase_order where number = any(%(numbers)s::text[])
