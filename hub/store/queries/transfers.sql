-- name: next_number
select 'TRF-' || nextval('transfer_number')

-- name: create
insert into transfer (number, from_site_id, to_site_id, to_location_id, due_on, note, created_at, created_by)
values (%(number)s, %(from_site_id)s, %(to_site_id)s, %(to_location_id)s, %(due_on)s, %(note)s, %(at)s, %(user_id)s)
returning id

-- name: edit
update transfer set to_location_id = %(to_location_id)s, due_on = %(due_on)s, note = %(note)s, version = version + 1
where id = %(id)s

-- name: remove_lines
delete from transfer_line where transfer_id = %(id)s

-- name: add_lines
insert into transfer_line (transfer_id, line, item_id, lot, from_location_id, qty)
select %(id)s, position, item_id, lot, from_location_id, qty
from unnest(%(item_ids)s::int[], %(lots)s::text[], %(from_location_ids)s::int[], %(qtys)s::numeric[])
    with ordinality as given (item_id, lot, from_location_id, qty, position)

-- name: page
select t.id, t.number, t.from_site_id, f.code as from_site, t.to_site_id, d.code as to_site, l.code as to_place,
    t.state, t.version, t.due_on, t.note, t.created_at, c.login as created_by, t.sent_at, w.login as sent_by,
    t.ended_at, t.reason, sums.lines, sums.under_way as lines_under_way,
    (select count(*) from transfer_difference e where e.transfer_id = t.id and e.decision is null) as undecided
from transfer t
join site f on f.id = t.from_site_id
join site d on d.id = t.to_site_id
left join location l on l.id = t.to_location_id
left join app_user c on c.id = t.created_by
left join app_user w on w.id = t.sent_by
cross join lateral (
    select count(*) as lines,
        count(*) filter (where x.sent_qty > x.received_qty + x.back_qty + x.lost_qty) as under_way
    from transfer_line x where x.transfer_id = t.id
) sums
where (%(site)s::text is null or %(site)s in (f.code, d.code))
    and (%(from_site)s::text is null or f.code = %(from_site)s)
    and (%(to_site)s::text is null or d.code = %(to_site)s)
    and (%(states)s::text[] is null or t.state = any(%(states)s))
    and (%(number)s::text is null or t.number = %(number)s)
    and (%(after)s::bigint is null or t.id < %(after)s)
order by t.id desc
limit %(limit)s

-- name: lock
select id from transfer where number = %(number)s for update

-- name: lines
select x.transfer_id, x.line, x.item_id, i.sku, i.name, i.unit, x.lot, l.code as source, x.from_location_id, x.qty,
    x.sent_qty, x.received_qty, x.back_qty, x.lost_qty,
    array(select p.serial from transfer_piece p
        where p.transfer_id = x.transfer_id and p.line = x.line and p.became is null order by p.serial) as pieces
from transfer_line x
join item i on i.id = x.item_id
join location l on l.id = x.from_location_id
where x.transfer_id = any(%(ids)s::bigint[])
order by x.transfer_id, x.line

-- name: sent
with line as (
    update transfer_line set sent_qty = qty where transfer_id = %(id)s
)
update transfer set state = 'in_transit', sent_at = %(at)s, sent_by = %(user_id)s, version = version + 1
where id = %(id)s

-- name: cancel
update transfer set state = 'cancelled', ended_at = %(at)s, reason = %(reason)s, version = version + 1
where id = %(id)s

-- name: add_to_lines
update transfer_line x set received_qty = x.received_qty + given.received, back_qty = x.back_qty + given.back,
    lost_qty = x.lost_qty + given.lost
from unnest(%(ids)s::bigint[], %(lines)s::int[], %(received)s::numeric[], %(back)s::numeric[], %(lost)s::numeric[])
    as given (transfer_id, line, received, back, lost)
where x.transfer_id = given.transfer_id and x.line = given.line

-- name: standing
-- unloaded: something was unloaded for it, and nobody unloads now
select t.state,
    exists (select from transfer_line x where x.transfer_id = t.id and x.received_qty > 0)
        or exists (select from transfer_difference e
            where e.transfer_id = t.id and e.kind = 'over' and e.decision is distinct from 'miscounted'),
    exists (select from transfer_line x where x.transfer_id = t.id and x.lost_qty > 0),
    exists (select from transfer_line x
        where x.transfer_id = t.id and x.sent_qty > x.received_qty + x.back_qty + x.lost_qty),
    exists (select from transfer_difference e where e.transfer_id = t.id and e.decision is null),
    exists (select from receipt r where r.site_id = t.to_site_id and r.document = t.number)
        and not exists (select from receipt r
            where r.site_id = t.to_site_id and r.document = t.number and r.closed_at is null)
from transfer t
where t.id = %(id)s

-- name: set_state
-- the version stays: it is that of what people change, and goods that come must not turn their edits away
update transfer set state = %(state)s,
    ended_at = case when %(state)s in ('closed', 'cancelled') then coalesce(ended_at, %(at)s) end
where id = %(id)s and state <> %(state)s

-- name: arriving
-- transfers to these sites, locked in the order of their ids; what comes on a draft was sent by somebody who could
-- not tell it yet
select t.id, t.to_site_id, t.number, t.from_site_id
from transfer t
join unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
    on t.to_site_id = asked.site_id and t.number = asked.number
order by t.id
for update of t

-- name: lock_both
-- transfers from these sites where they leave, to them where they do not
select t.id
from transfer t
join unnest(%(site_ids)s::int[], %(numbers)s::text[], %(leaving)s::boolean[]) as asked (site_id, number, leaves)
    on t.number = asked.number
    and asked.site_id = case when asked.leaves then t.from_site_id else t.to_site_id end
order by t.id
for update of t

-- name: places
-- the sites' places that transfers go through
select site_id, kind, id from location where site_id = any(%(site_ids)s::int[]) and kind in ('in_transit', 'other_site')

-- name: due
-- what is under way to a site, by transfer and item, the earliest first
select t.number, f.name as supplier, i.sku, i.name, sum(x.sent_qty - x.back_qty - x.lost_qty) as qty,
    sum(x.received_qty) as received_qty, t.due_on, min(x.line) as line
from transfer t
join site f on f.id = t.from_site_id
join transfer_line x on x.transfer_id = t.id
join item i on i.id = x.item_id
where t.to_site_id = %(site_id)s and t.state in ('in_transit', 'partly_received')
group by t.id, f.id, i.id
having sum(x.sent_qty - x.back_qty - x.lost_qty) > 0
order by t.due_on nulls last, t.id, min(x.line)
limit %(limit)s

-- name: leaving
-- what is under way from a site to others, by transfer and item, the earliest due first
select t.number, d.name as to_site, i.sku, i.name, sum(x.sent_qty - x.back_qty - x.lost_qty) as qty,
    sum(x.received_qty) as received_qty, t.due_on
from transfer t
join site d on d.id = t.to_site_id
join transfer_line x on x.transfer_id = t.id
join item i on i.id = x.item_id
where t.from_site_id = %(site_id)s and t.to_site_id <> t.from_site_id and t.state in ('in_transit', 'partly_received')
group by t.id, d.id, i.id
having sum(x.sent_qty - x.back_qty - x.lost_qty) > 0
order by t.due_on nulls last, t.id, min(x.line)
limit %(limit)s

-- name: under_way
select t.number, f.code as from_site, d.code as to_site, t.sent_at, t.due_on, x.line, i.sku, i.name, i.unit, x.lot,
    x.sent_qty - x.received_qty - x.back_qty - x.lost_qty as qty
from transfer t
join site f on f.id = t.from_site_id
join site d on d.id = t.to_site_id
join transfer_line x on x.transfer_id = t.id
join item i on i.id = x.item_id
where t.state in ('in_transit', 'partly_received', 'received')
    and x.sent_qty > x.received_qty + x.back_qty + x.lost_qty
    and (%(site)s::text is null or %(site)s in (f.code, d.code))
order by t.sent_at, t.id, x.line
limit %(limit)s

-- name: on_the_way
select t.number, t.from_site_id, f.code as from_site, t.to_site_id, d.code as to_site, d.timezone as to_timezone,
    t.due_on, t.sent_at
from transfer t join site f on f.id = t.from_site_id join site d on d.id = t.to_site_id
where t.state in ('in_transit', 'partly_received', 'received') and exists (
    select from transfer_line x
    where x.transfer_id = t.id and x.sent_qty > x.received_qty + x.back_qty + x.lost_qty)
order by t.id
