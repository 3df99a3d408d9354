-- name: standing
-- how orders stand, item by item: what was ordered and has come, and what has been decided on
with ordered as (
    select l.order_id, l.item_id, sum(l.qty) as ordered, sum(l.received_qty) as received
    from purchase_order_line l
    where l.order_id = any(%(ids)s::bigint[])
    group by l.order_id, l.item_id
), decided as (
    select e.order_id, e.item_id,
        -- what went back counts as received no more
        coalesce(sum(e.qty) filter (where e.kind = 'over' and e.decision <> 'return'), 0) as over,
        coalesce(sum(e.qty) filter (where e.kind = 'short'), 0) as short
    from receipt_exception e
    where e.order_id = any(%(ids)s::bigint[]) and e.decision is not null
    group by e.order_id, e.item_id
)
select o.order_id, o.item_id, o.ordered, o.received, coalesce(d.over, 0), coalesce(d.short, 0),
    exists (select from receipt r join purchase_order p on p.id = o.order_id
        where r.site_id = p.site_id and r.document = p.number)
    and not exists (select from receipt r join purchase_order p on p.id = o.order_id
        where r.site_id = p.site_id and r.document = p.number and r.closed_at is null)
from ordered o
left join decided d on d.order_id = o.order_id and d.item_id = o.item_id
order by o.order_id, o.item_id

-- name: set_undecided
insert into receipt_exception (site_id, document, order_id, item_id, kind, qty, location_id, raised_at)
select p.site_id, p.number, given.order_id, given.item_id, given.kind, given.qty, given.location_id, %(at)s
from unnest(%(order_ids)s::bigint[], %(item_ids)s::int[], %(kinds)s::text[], %(qtys)s::numeric[],
    %(location_ids)s::int[]) as given (order_id, item_id, kind, qty, location_id)
join purchase_order p on p.id = given.order_id
where given.qty > 0
order by given.order_id, given.item_id, given.kind
on conflict (order_id, item_id, kind) where decision is null and kind in ('over', 'short', 'wrong_item')
do update set qty = excluded.qty, location_id = coalesce(excluded.location_id, receipt_exception.location_id)

-- name: clear_undecided
-- what has become right by itself: nobody decided on it, and nobody has to
delete from receipt_exception e
using unnest(%(order_ids)s::bigint[], %(item_ids)s::int[], %(kinds)s::text[], %(qtys)s::numeric[])
    as given (order_id, item_id, kind, qty)
where e.order_id = given.order_id and e.item_id = given.item_id and e.kind = given.kind and e.decision is null
    and given.qty <= 0

-- name: add_wrong_item
insert into receipt_exception (site_id, document, order_id, item_id, lot, kind, qty, location_id, raised_at)
values (%(site_id)s, %(document)s, %(order_id)s, %(item_id)s, %(lot)s, 'wrong_item', %(qty)s, %(location_id)s, %(at)s)
on conflict (order_id, item_id, kind) where decision is null and kind in ('over', 'short', 'wrong_item')
do update set qty = receipt_exception.qty + excluded.qty

-- name: less_wrong_item
update receipt_exception set qty = qty - %(qty)s
where order_id = %(order_id)s and item_id = %(item_id)s and kind = 'wrong_item' and decision is null and qty > %(qty)s

-- name: no_wrong_item
delete from receipt_exception
where order_id = %(order_id)s and item_id = %(item_id)s and kind = 'wrong_item' and decision is null and qty <= %(qty)s

-- name: add_damaged
insert into receipt_exception (site_id, document, order_id, item_id, lot, kind, qty, location_id, raised_at, delivered_by)
values (%(site_id)s, %(document)s, %(order_id)s, %(item_id)s, %(lot)s, 'damaged', %(qty)s, %(location_id)s, %(at)s,
    %(delivered_by)s)

-- name: page
select e.id, s.code as site, e.site_id, e.document, e.order_id,
    coalesce(u.code, nullif(e.delivered_by, '')) as supplier, e.item_id, i.sku, i.name, i.unit,
    i.qty_decimals, e.lot, e.kind, e.qty, l.code as location, e.raised_at, e.decision, e.decided_at,
    w.login as decided_by, e.reason, e.movement_id
from receipt_exception e
join site s on s.id = e.site_id
join item i on i.id = e.item_id
left join location l on l.id = e.location_id
left join purchase_order o on o.id = e.order_id
left join supplier u on u.id = o.supplier_id
left join app_user w on w.id = e.decided_by
where (%(site)s::text is null or s.code = %(site)s)
    and (%(order)s::text is null or e.document = %(order)s)
    and (%(kind)s::text is null or e.kind = %(kind)s)
    and (%(undecided)s::boolean is null or (e.decision is null) = %(undecided)s)
    and (%(id)s::bigint is null or e.id = %(id)s)
    and (%(after)s::bigint is null or e.id < %(after)s)
order by e.id desc
limit %(limit)s

-- name: order_of
select order_id from receipt_exception where id = %(id)s

-- name: lock_order
select id from purchase_order where id = %(id)s for update

-- name: lock
select id from receipt_exception where id = %(id)s for update

-- name: split
-- the part that is not decided on stays, as a row of its own
insert into receipt_exception (site_id, document, order_id, item_id, lot, kind, qty, location_id, raised_at,
    delivered_by)
select site_id, document, order_id, item_id, lot, kind, %(qty)s, location_id, raised_at, delivered_by
from receipt_exception where id = %(id)s

-- name: decide
update receipt_exception set decision = %(decision)s, decided_at = %(at)s, decided_by = %(user_id)s,
    reason = %(reason)s, qty = %(qty)s
where id = %(id)s

-- name: carried_out
update receipt_exception set movement_id = %(movement_id)s where id = %(id)s
