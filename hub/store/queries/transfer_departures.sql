-- name: lock
-- this site's transfers of these numbers, in the order of their ids
select id, number, state from transfer where from_site_id = %(site_id)s and number = any(%(numbers)s::text[])
order by id
for update

-- name: planned
select x.line, x.item_id, x.lot, x.from_location_id, x.qty,
    array(select p.serial from transfer_piece p where p.transfer_id = x.transfer_id and p.line = x.line)
from transfer_line x where x.transfer_id = %(id)s order by x.line

-- name: add_lines
insert into transfer_line (transfer_id, line, item_id, lot, from_location_id, qty, sent_qty)
select %(id)s, (select coalesce(max(line), 0) from transfer_line where transfer_id = %(id)s) + position,
    item_id, lot, from_location_id, qty, qty
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(from_location_ids)s::int[], %(qtys)s::numeric[])
    with ordinality as given (item_id, lot, from_location_id, qty, position)

-- name: sent
with line as (
    update transfer_line x set sent_qty = given.qty
    from unnest(%(lines)s::int[], %(qtys)s::numeric[]) as given (line, qty)
    where x.transfer_id = %(id)s and x.line = given.line
)
update transfer set state = 'in_transit', sent_at = %(at)s, version = version + 1,
    sent_by = (select id from app_user where login = %(operator)s)
where id = %(id)s

-- name: waiting
select count(*) from transfer where from_site_id = %(site_id)s and state = 'draft'

-- name: to_load
-- transfers of which nothing was sent yet, the earliest due first
with next as (
    select t.id, t.number, coalesce(l.code, nullif(d.name, ''), d.code) as goes_to, t.due_on
    from transfer t
    join site d on d.id = t.to_site_id
    left join location l on l.id = t.to_location_id and t.to_site_id = t.from_site_id
    where t.from_site_id = %(site_id)s and t.state = 'draft'
    order by t.due_on nulls last, t.id
    limit %(limit)s
)
select n.number, n.goes_to, n.due_on, i.sku, i.name, l.code as source, x.lot, x.qty,
    array(select p.serial from transfer_piece p
        where p.transfer_id = x.transfer_id and p.line = x.line order by p.serial) as pieces
from next n
join transfer_line x on x.transfer_id = n.id
join item i on i.id = x.item_id
join location l on l.id = x.from_location_id
order by n.due_on nulls last, n.id, x.line
