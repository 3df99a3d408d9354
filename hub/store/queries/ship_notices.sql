-- name: page
select n.id, n.site_id, s.code as site, u.code as supplier, o.number as "order", n.order_id, n.number, n.state, n.due_on,
    n.created_at, n.arrived_at, n.closed_at,
    (select count(*) from ship_package p where p.notice_id = n.id) as packages,
    (select count(*) from ship_package p where p.notice_id = n.id and p.state = 'arrived') as packages_arrived
from ship_notice n
join site s on s.id = n.site_id
join supplier u on u.id = n.supplier_id
join purchase_order o on o.id = n.order_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(supplier)s::text is null or u.code = %(supplier)s)
    and (%(order)s::text is null or o.number = %(order)s)
    and (not %(open)s or n.state in ('announced', 'partly_arrived'))
    and (%(id)s::bigint is null or n.id = %(id)s)
    and (%(after)s::bigint is null or n.id < %(after)s)
order by n.id desc
limit %(limit)s

-- name: packages
select p.notice_id, p.sscc, p.state, p.arrived_at, w.code as location, p.broken_at, l.line, i.sku, i.name, i.unit, l.qty, l.lot, l.expiry
from ship_package p
left join ship_package_line l on l.package_id = p.id
left join item i on i.id = l.item_id
left join location w on w.id = p.location_id
where p.notice_id = any(%(ids)s::bigint[])
order by p.notice_id, p.id, l.line

-- name: create
insert into ship_notice (site_id, supplier_id, order_id, number, due_on, created_at, created_by)
values (%(site_id)s, %(supplier_id)s, %(order_id)s, %(number)s, %(due_on)s, %(at)s, %(user_id)s)
on conflict (supplier_id, number) do nothing
returning id

-- name: add_packages
insert into ship_package (notice_id, sscc)
select %(notice_id)s, sscc from unnest(%(ssccs)s::text[]) as given (sscc) order by sscc
returning id, sscc

-- name: add_lines
insert into ship_package_line (package_id, line, item_id, qty, lot, expiry)
select * from unnest(%(package_ids)s::bigint[], %(lines)s::int[], %(item_ids)s::int[], %(qtys)s::numeric[],
    %(lots)s::text[], %(expiries)s::date[])

-- name: underway
select sscc from ship_package where state = 'underway' and sscc = any(%(ssccs)s::text[]) order by sscc

-- name: lock
select id, state from ship_notice where id = %(id)s for update

-- name: end
update ship_notice set state = %(state)s, closed_at = %(at)s where id = %(id)s

-- name: void_packages
update ship_package set state = 'void' where notice_id = %(id)s and state = 'underway'

-- name: lock_arriving
-- notices before their packages, and both in the order of their ids
select n.id from ship_notice n
where exists (select from ship_package p where p.notice_id = n.id and p.state = 'underway'
    and p.sscc = any(%(ssccs)s::text[]))
order by n.id
for update

-- name: arrive
with came as (
    select * from unnest(%(ssccs)s::text[], %(times)s::timestamptz[], %(location_ids)s::int[])
        as came (sscc, at, location_id)
), told as (
    update ship_package p set state = 'arrived', arrived_at = came.at, location_id = came.location_id
    from came
    where p.sscc = came.sscc and p.state = 'underway'
    returning p.id, p.notice_id
)
update ship_notice n set
    state = case when exists (select from ship_package p where p.notice_id = n.id and p.state = 'underway'
        and p.id not in (select id from told)) then 'partly_arrived' else 'arrived' end,
    arrived_at = coalesce(n.arrived_at, %(at)s)
where n.id in (select notice_id from told)

-- name: due
-- what is under way to a site, for those who unload there: packages by order
select o.number as "order", p.sscc, i.sku, i.name, l.qty, l.lot, l.expiry
from ship_notice n
join purchase_order o on o.id = n.order_id
join ship_package p on p.notice_id = n.id and p.state = 'underway'
join ship_package_line l on l.package_id = p.id
join item i on i.id = l.item_id
where n.site_id = %(site_id)s and n.state in ('announced', 'partly_arrived')
order by n.due_on nulls last, n.id, p.id, l.line
limit %(limit)s

-- name: content
-- of a package by its number: that which is under way, else that which came last
select p.sscc, p.state, s.code as site, o.number as "order", u.code as supplier, n.number as notice, n.due_on,
    p.arrived_at, w.code as location, p.broken_at, l.line, i.id as item_id, i.sku, i.name, i.unit, l.qty, l.lot, l.expiry
from (
    select * from ship_package where sscc = %(sscc)s and state <> 'void'
    order by (state = 'underway') desc, id desc limit 1
) p
join ship_notice n on n.id = p.notice_id
join site s on s.id = n.site_id
join supplier u on u.id = n.supplier_id
join purchase_order o on o.id = n.order_id
join ship_package_line l on l.package_id = p.id
join item i on i.id = l.item_id
left join location w on w.id = p.location_id
order by l.line

-- name: sheet
select o.number as "order", n.number as notice, p.sscc, l.line, i.sku, l.qty, l.lot, l.expiry, n.due_on
from ship_notice n
join purchase_order o on o.id = n.order_id
join ship_package p on p.notice_id = n.id
join ship_package_line l on l.package_id = p.id
join item i on i.id = l.item_id
where case when %(numbers)s::text[] is null then n.state in ('announced', 'partly_arrived')
    else n.number = any(%(numbers)s::text[]) end
order by n.id, p.id, l.line

-- name: numbers_taken
select supplier_id, number from ship_notice where number = any(%(numbers)s::text[])

-- name: now
select transaction_timestamp()
