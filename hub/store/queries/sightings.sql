-- name: unloadings
-- that were going on at these places in this time: the one that was begun last comes first
select r.id, r.site_id, r.location_id, r.document, r.agent_id, r.session, r.opened_at, r.closed_at
from receipt r
join unnest(%(site_ids)s::int[], %(location_ids)s::int[]) as asked (site_id, location_id)
    on r.site_id = asked.site_id and r.location_id = asked.location_id
where r.opened_at <= %(until)s and (r.closed_at is null or (r.closed_at > r.opened_at and r.closed_at >= %(since)s))
order by r.opened_at desc, r.id desc

-- name: sessions
-- of agents, by their epochs: begun here where its goods come before the word of its beginning
select e.id, asked.session, r.id
from unnest(%(epoch_ids)s::int[], %(sessions)s::text[]) as asked (epoch_id, session)
join agent_epoch e on e.id = asked.epoch_id
join receipt r on r.agent_id = e.agent_id and r.session = asked.session

-- name: begin
insert into receipt (site_id, document, location_id, agent_id, session, blind, opened_at)
select given.site_id, given.document, given.location_id, e.agent_id, given.session,
    coalesce((select blind from receiving_policy p where p.site_id = given.site_id), false), given.opened_at
from unnest(%(site_ids)s::int[], %(documents)s::text[], %(location_ids)s::int[], %(epoch_ids)s::int[],
    %(sessions)s::text[], %(times)s::timestamptz[])
    as given (site_id, document, location_id, epoch_id, session, opened_at)
join agent_epoch e on e.id = given.epoch_id
order by e.agent_id, given.session
on conflict (agent_id, session) do nothing

-- name: lock
select id, location_id from receipt where id = any(%(ids)s::bigint[]) order by id for update

-- name: lock_touched
-- unloadings of these agents and sessions, of these epochs and sessions, and those at these places in this time
select id from receipt
where id in (
    select r.id from receipt r
    join unnest(%(agent_ids)s::int[], %(said)s::text[]) as asked (agent_id, session)
        on r.agent_id = asked.agent_id and r.session = asked.session
    union all
    select r.id from receipt r
    join agent_epoch e on e.agent_id = r.agent_id
    join unnest(%(epoch_ids)s::int[], %(sessions)s::text[]) as asked (epoch_id, session)
        on e.id = asked.epoch_id and r.session = asked.session
    union all
    select r.id from receipt r
    join unnest(%(site_ids)s::int[], %(location_ids)s::int[]) as asked (site_id, location_id)
        on r.site_id = asked.site_id and r.location_id = asked.location_id
    where r.opened_at <= %(until)s and (r.closed_at is null or (r.closed_at > r.opened_at and r.closed_at >= %(since)s))
)
order by id
for update

-- name: pieces
select receipt_id, item_id, serial, seen, scanned, booked from receipt_piece
where receipt_id = any(%(ids)s::bigint[]) and item_id = any(%(item_ids)s::int[])

-- name: plain
select receipt_id, item_id, qty from receipt_plain
where receipt_id = any(%(ids)s::bigint[]) and item_id = any(%(item_ids)s::int[])

-- name: keep_pieces
insert into receipt_piece (receipt_id, item_id, serial, seen, scanned, booked)
select * from unnest(%(ids)s::bigint[], %(item_ids)s::int[], %(serials)s::text[], %(seen)s::boolean[],
    %(scanned)s::boolean[], %(booked)s::boolean[])
on conflict (receipt_id, item_id, serial) do update
set seen = excluded.seen, scanned = excluded.scanned, booked = excluded.booked

-- name: keep_plain
insert into receipt_plain (receipt_id, item_id, qty)
select * from unnest(%(ids)s::bigint[], %(item_ids)s::int[], %(qtys)s::numeric[])
on conflict (receipt_id, item_id) do update set qty = excluded.qty

-- name: no_plain
delete from receipt_plain where receipt_id = %(id)s and item_id = %(item_id)s

-- name: booked_by_door
-- the door's movements of these pieces that still stand
select distinct on (m.serial) m.serial, m.id, m.source_id, m.destination_id, m.lot
from movement m
where m.item_id = %(item_id)s and m.serial = any(%(serials)s::text[]) and m.document = %(document)s
    and m.kind = 'receipt' and m.reverses is null
    and not exists (select from movement back where back.reverses = m.id)
order by m.serial, m.id desc

-- name: seen_at_doors
-- what portals have read for the unloadings that are going on at a site
select r.document, r.session, i.sku, i.name, p.serial
from receipt r
join receipt_piece p on p.receipt_id = r.id and p.seen
join item i on i.id = p.item_id
where r.site_id = %(site_id)s and r.closed_at is null
order by r.id, i.sku, p.serial
limit %(limit)s

-- name: unplaced_at_doors
-- codes and tags that nobody could place, for the unloadings that are going on at a site
select r.document, r.session, e.code, e.detail
from receipt r
join location l on l.id = r.location_id
join agent a on a.site_id = r.site_id
join device_event e on e.agent_id = a.id and e.kind = 'scan' and e.occurred_at >= r.opened_at
    and e.evidence ->> 'location' = l.code
where r.site_id = %(site_id)s and r.closed_at is null
order by r.id, e.id
limit %(limit)s

-- name: counted
-- an unloading as it was counted, item by item
select i.sku, i.name, coalesce(p.seen, 0) as seen, coalesce(p.scanned, 0) as scanned, coalesce(n.qty, 0) as plain,
    coalesce(p.scanned, 0) + greatest(coalesce(n.qty, 0), coalesce(p.only_seen, 0)) as total
from (
    select item_id, count(*) filter (where seen) as seen, count(*) filter (where scanned) as scanned,
        count(*) filter (where seen and not scanned) as only_seen
    from receipt_piece where receipt_id = %(id)s group by item_id
) p
full join (select item_id, qty from receipt_plain where receipt_id = %(id)s) n on n.item_id = p.item_id
join item i on i.id = coalesce(p.item_id, n.item_id)
order by i.sku

-- name: unplaced
select e.code, e.detail, e.occurred_at, a.code as agent
from receipt r
join location l on l.id = r.location_id
join agent a on a.site_id = r.site_id
join device_event e on e.agent_id = a.id and e.kind = 'scan' and e.occurred_at >= r.opened_at
    and e.occurred_at <= coalesce(r.closed_at, 'infinity') and e.evidence ->> 'location' = l.code
where r.id = %(id)s
order by e.id
limit %(limit)s

-- name: is_unloading_at
select exists (
    select from receipt r
    join location l on l.id = r.location_id
    join agent a on a.site_id = r.site_id
    join unnest(%(agent_ids)s::int[], %(places)s::text[]) as asked (agent_id, place)
        on a.id = asked.agent_id and l.code = asked.place
    where r.closed_at is null
)
