-- name: set_short
insert into transfer_difference (transfer_id, item_id, lot, kind, qty, raised_at, serials)
select %(id)s, given.item_id, given.lot, 'short', given.qty, %(at)s, array(
    select p.serial from transfer_piece p
    join transfer_line x on x.transfer_id = p.transfer_id and x.line = p.line
    where p.transfer_id = %(id)s and p.became is null and x.item_id = given.item_id and x.lot = given.lot
        and x.sent_qty > x.received_qty + x.back_qty + x.lost_qty
    order by p.serial)
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(qtys)s::numeric[]) as given (item_id, lot, qty)
where given.qty > 0
order by given.item_id, given.lot
on conflict (transfer_id, item_id, lot, kind, coalesce(location_id, 0)) where decision is null
do update set qty = excluded.qty, serials = excluded.serials

-- name: clear_short
-- what has become right by itself: nobody decided on it, and nobody has to
delete from transfer_difference e
using unnest(%(item_ids)s::int[], %(lots)s::text[], %(qtys)s::numeric[]) as given (item_id, lot, qty)
where e.transfer_id = %(id)s and e.kind = 'short' and e.decision is null and given.qty <= 0
    and e.item_id = given.item_id and e.lot = given.lot

-- name: add
insert into transfer_difference (transfer_id, item_id, lot, kind, qty, location_id, raised_at, serials)
values (%(id)s, %(item_id)s, %(lot)s, %(kind)s, %(qty)s, %(location_id)s, %(at)s, %(pieces)s)
on conflict (transfer_id, item_id, lot, kind, coalesce(location_id, 0)) where decision is null
do update set qty = transfer_difference.qty + excluded.qty,
    serials = transfer_difference.serials || excluded.serials

-- name: page
select e.id, t.number as transfer, e.transfer_id, f.code as from_site, t.from_site_id, d.code as to_site, t.to_site_id,
    e.item_id, i.sku, i.name, i.unit, i.qty_decimals, e.lot, e.kind, e.qty, l.code as location, e.location_id,
    e.raised_at, e.decision, e.decided_at, w.login as decided_by, e.reason, e.movement_id,
    e.serials as pieces
from transfer_difference e
join transfer t on t.id = e.transfer_id
join site f on f.id = t.from_site_id
join site d on d.id = t.to_site_id
join item i on i.id = e.item_id
left join location l on l.id = e.location_id
left join app_user w on w.id = e.decided_by
where (%(site)s::text is null or %(site)s in (f.code, d.code))
    and (%(transfer)s::text is null or t.number = %(transfer)s)
    and (%(undecided)s::boolean is null or (e.decision is null) = %(undecided)s)
    and (%(difference_id)s::bigint is null or e.id = %(difference_id)s)
    and (%(after)s::bigint is null or e.id < %(after)s)
order by e.id desc
limit %(limit)s

-- name: decide
update transfer_difference set decision = %(decision)s, decided_at = %(at)s, decided_by = %(user_id)s,
    reason = %(reason)s, qty = %(qty)s, movement_id = %(movement_id)s, serials = %(pieces)s
where id = %(id)s

-- name: split
-- the part that is not decided on stays, as a row of its own
insert into transfer_difference (transfer_id, item_id, lot, kind, qty, location_id, raised_at, serials)
select transfer_id, item_id, lot, kind, %(qty)s, location_id, raised_at, %(pieces)s
from transfer_difference where id = %(id)s
