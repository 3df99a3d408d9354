-- name: opened
-- said again, or late, it changes nothing but the time of the beginning; after the end it opens anew
insert into receipt (site_id, document, location_id, agent_id, session, operator, blind, opened_at)
values (%(site_id)s, %(document)s, %(location_id)s, %(agent_id)s, %(session)s, %(operator)s,
    coalesce((select blind from receiving_policy where site_id = %(site_id)s), false), %(at)s)
on conflict (agent_id, session) do update set
    opened_at = least(receipt.opened_at, excluded.opened_at),
    closed_at = case when receipt.closed_at < excluded.opened_at then null else receipt.closed_at end,
    operator = coalesce(receipt.operator, excluded.operator)

-- name: closed
insert into receipt (site_id, document, location_id, agent_id, session, operator, blind, opened_at, closed_at)
values (%(site_id)s, %(document)s, %(location_id)s, %(agent_id)s, %(session)s, %(operator)s,
    coalesce((select blind from receiving_policy where site_id = %(site_id)s), false), %(at)s, %(at)s)
on conflict (agent_id, session) do update set
    closed_at = greatest(receipt.closed_at, excluded.closed_at),
    operator = coalesce(receipt.operator, excluded.operator)

-- name: given_back
delete from receipt where agent_id = %(agent_id)s and session = %(session)s

-- name: page
select r.id, s.code as site, r.document, u.code as supplier, l.code as location, a.code as agent, r.operator, r.blind,
    r.opened_at, r.closed_at
from receipt r
join site s on s.id = r.site_id
join location l on l.id = r.location_id
left join agent a on a.id = r.agent_id
left join purchase_order o on o.number = r.document and o.site_id = r.site_id
left join supplier u on u.id = o.supplier_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(document)s::text is null or r.document = %(document)s)
    and (not %(open)s or r.closed_at is null)
    and (%(after)s::bigint is null or r.id < %(after)s)
order by r.id desc
limit %(limit)s

-- name: there
select id from receipt where id = %(id)s

-- name: blind
select coalesce((select blind from receiving_policy where site_id = %(site_id)s), false)

-- name: set_blind
insert into receiving_policy (site_id, blind) values (%(site_id)s, %(blind)s)
on conflict (site_id) do update set blind = excluded.blind

-- name: lock_orders
select o.id, o.site_id, o.number, o.kind
from purchase_order o
join unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
    on o.site_id = asked.site_id and o.number = asked.number
order by o.id
for update of o

-- name: due
-- what is still to come, by order and item, the earliest first
select o.number, u.name as supplier, i.sku, i.name, sum(l.qty) as qty, sum(least(l.received_qty, l.qty)) as received_qty,
    min(coalesce(l.confirmed_on, l.expected_on)) as due_on, min(l.line) as line
from purchase_order o
join supplier u on u.id = o.supplier_id
join purchase_order_line l on l.order_id = o.id
join item i on i.id = l.item_id
where o.site_id = %(site_id)s and o.kind <> 'blanket' and (o.state in ('sent', 'partly_received')
    -- all has come, and somebody still unloads: he sees what the door reads
    or (o.state = 'received' and exists (select from receipt r
        where r.site_id = o.site_id and r.document = o.number and r.closed_at is null)))
group by o.id, u.id, i.id
order by min(min(coalesce(l.confirmed_on, l.expected_on))) over (partition by o.id) nulls last, o.id, min(l.line)
limit %(limit)s

-- name: due_orders
-- the same, an order a row
select o.number, u.code as supplier, u.name as supplier_name, o.state, min(coalesce(l.confirmed_on, l.expected_on)) as due_on,
    count(*) as lines, count(*) filter (where l.received_qty >= l.qty) as lines_received,
    (select count(*) from ship_notice n join ship_package p on p.notice_id = n.id
        where n.order_id = o.id and p.state = 'underway') as packages_underway
from purchase_order o
join site s on s.id = o.site_id
join supplier u on u.id = o.supplier_id
join purchase_order_line l on l.order_id = o.id
where o.kind <> 'blanket' and o.state in ('sent', 'partly_received') and (%(site)s::text is null or s.code = %(site)s)
group by o.id, u.id
order by min(coalesce(l.confirmed_on, l.expected_on)) nulls last, o.id
limit %(limit)s
