-- name: reserve
-- one conditional update: of all that want the last ones at once, each sees what those before it have taken
update item_cost set reserved = reserved + %(qty)s
where site_id = %(site_id)s and item_id = %(item_id)s and qty - greatest(held, 0) - reserved >= %(qty)s
returning item_id

-- name: add
insert into reservation (site_id, item_id, document, qty, user_id, reserved_at)
select %(site_id)s, item_id, %(document)s, qty, %(user_id)s, %(at)s
from unnest(%(item_ids)s::int[], %(qtys)s::numeric[]) with ordinality as line (item_id, qty, position)
order by position
returning id

-- name: left
select i.id, i.sku, coalesce(c.qty - greatest(c.held, 0) - c.reserved, 0)
from item i left join item_cost c on c.item_id = i.id and c.site_id = %(site_id)s
where i.id = any(%(item_ids)s::int[])

-- name: page
select r.id, s.code as site, i.sku, i.name, i.unit, r.document, r.qty, r.shipped_qty, r.released_qty, r.open_qty,
    u.login as user_login, r.reserved_at, r.closed_at, back.login as released_by, r.release_reason
from reservation r
join site s on s.id = r.site_id
join item i on i.id = r.item_id
left join app_user u on u.id = r.user_id
left join app_user back on back.id = r.released_by
where (%(after)s::bigint is null or r.id < %(after)s)
    and (%(id)s::bigint is null or r.id = %(id)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or r.item_id = (select id from item where sku = %(sku)s))
    and (%(document)s::text is null or r.document = %(document)s)
    and (not %(open)s or r.closed_at is null)
order by r.id desc
limit %(limit)s

-- name: say_why
update reservation set released_by = %(user_id)s, release_reason = %(reason)s where id = %(id)s

-- name: keys
select distinct site_id, item_id from reservation where id = any(%(ids)s::bigint[]) order by site_id, item_id

-- name: lock_costs
select c.item_id
from unnest(%(site_ids)s::int[], %(item_ids)s::int[]) as asked (site_id, item_id)
join item_cost c on c.site_id = asked.site_id and c.item_id = asked.item_id
order by c.site_id, c.item_id
for update of c

-- name: open_of
select r.site_id, r.document, r.item_id, r.id, r.open_qty
from reservation r
join unnest(%(site_ids)s::int[], %(documents)s::text[]) as asked (site_id, document)
    on r.site_id = asked.site_id and r.document = asked.document
where r.closed_at is null
order by r.id

-- name: open_by_id
select id, open_qty from reservation where id = any(%(ids)s::bigint[]) and closed_at is null order by id

-- name: close_part
-- a quantity of each is shipped or released; the item's reserved stock goes down with it
with part as (
    select * from unnest(%(ids)s::bigint[], %(qtys)s::numeric[]) as part (id, qty)
), less as (
    update reservation r set
        shipped_qty = r.shipped_qty + case when %(shipped)s then part.qty else 0 end,
        released_qty = r.released_qty + case when %(shipped)s then 0 else part.qty end,
        closed_at = case when r.open_qty = part.qty then %(at)s::timestamptz end
    from part
    where r.id = part.id
    returning r.site_id, r.item_id, part.qty
)
update item_cost c set reserved = c.reserved - gone.qty
from (select site_id, item_id, sum(qty) as qty from less group by site_id, item_id) gone
where c.site_id = gone.site_id and c.item_id = gone.item_id
