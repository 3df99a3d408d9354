-- name: page
select o.id, o.site_id, s.code as site, s.currency, s.timezone, o.number, o.bom_id, b.version as bom_version, b.item_id,
    i.sku, i.name, i.unit, i.qty_decimals, i.tracking, i.shelf_life_days, o.kind, o.state, o.qty, o.made_qty,
    o.spoilt_qty, f.code as source, o.source_id, t.code as destination, o.destination_id, o.due_on, o.note,
    o.consumed_value, o.produced_value, o.scrapped_value, o.created_at, c.login as created_by, o.released_at,
    o.started_at, o.closed_at, e.login as closed_by, o.close_reason, o.version,
    exists (select from production_report r where r.order_id = o.id and r.undone_at is null) as reported
from production_order o
join site s on s.id = o.site_id
join bom b on b.id = o.bom_id
join item i on i.id = b.item_id
left join location f on f.id = o.source_id
join location t on t.id = o.destination_id
left join app_user c on c.id = o.created_by
left join app_user e on e.id = o.closed_by
where (%(number)s::text is null or o.number = %(number)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (%(states)s::text[] is null or o.state = any(%(states)s::text[]))
    and (%(after)s::bigint is null or o.id < %(after)s)
order by o.id desc
limit %(limit)s

-- name: lock
select id from production_order where number = %(number)s for update

-- name: next_number
select nextval('production_order_number')

-- name: create
insert into production_order (site_id, number, bom_id, kind, qty, source_id, destination_id, due_on, note, created_at,
    created_by)
values (%(site_id)s, %(number)s, %(bom_id)s, %(kind)s, %(qty)s, %(source_id)s, %(destination_id)s, %(due_on)s, %(note)s,
    %(at)s, %(user_id)s)
on conflict (number) do nothing
returning id

-- name: change
update production_order set bom_id = %(bom_id)s, qty = %(qty)s, source_id = %(source_id)s,
    destination_id = %(destination_id)s, due_on = %(due_on)s, note = %(note)s, version = version + 1
where id = %(id)s

-- name: set_state
update production_order set state = %(state)s,
    released_at = case when %(state)s = 'released' then coalesce(released_at, %(at)s) else released_at end,
    closed_at = case when %(state)s in ('closed', 'cancelled') then %(at)s::timestamptz end,
    closed_by = case when %(state)s in ('closed', 'cancelled') then %(user_id)s::int end,
    close_reason = %(reason)s, scrapped_value = %(scrapped_value)s, version = version + 1
where id = %(id)s

-- name: progress
update production_order set state = %(state)s, made_qty = %(made_qty)s, spoilt_qty = %(spoilt_qty)s,
    consumed_value = %(consumed_value)s, produced_value = %(produced_value)s, scrapped_value = %(scrapped_value)s,
    started_at = coalesce(started_at, %(at)s), version = version + 1
where id = %(id)s

-- name: taken
-- what the reports that stand took and made of each item; components that were scrapped went into nothing
select l.item_id, coalesce(sum(l.qty) filter (where l.role = 'consumed'), 0),
    coalesce(sum(l.qty) filter (where l.role = 'produced'), 0),
    coalesce(sum(l.qty) filter (where l.role = 'scrapped'), 0)
from production_report r join production_report_line l on l.report_id = r.id
where r.order_id = %(order_id)s and r.undone_at is null
group by l.item_id

-- name: reserved
select item_id, sum(open_qty) from reservation
where site_id = %(site_id)s and document = %(number)s and closed_at is null
group by item_id

-- name: add_report
insert into production_report (order_id, at, user_id, made_qty, spoilt_qty, consumed_value, produced_value,
    scrapped_value, reason)
values (%(order_id)s, %(at)s, %(user_id)s, %(made_qty)s, %(spoilt_qty)s, %(consumed_value)s, %(produced_value)s,
    %(scrapped_value)s, %(reason)s)
returning id

-- name: add_lines
insert into production_report_line (report_id, line, role, item_id, location_id, lot, serial, expiry, qty, value,
    movement_id)
select %(report_id)s, * from unnest(%(lines)s::int[], %(roles)s::text[], %(item_ids)s::int[], %(location_ids)s::int[],
    %(lots)s::text[], %(serials)s::text[], %(expiries)s::date[], %(qtys)s::numeric[], %(values)s::numeric[],
    %(movement_ids)s::bigint[])

-- name: reports
select r.id, r.at, u.login as user, r.made_qty, r.spoilt_qty, r.consumed_value, r.produced_value, r.scrapped_value,
    r.reason, r.undone_at, w.login as undone_by, r.undo_reason
from production_report r
left join app_user u on u.id = r.user_id
left join app_user w on w.id = r.undone_by
where r.order_id = %(order_id)s and (%(after)s::bigint is null or r.id < %(after)s)
    and (%(id)s::bigint is null or r.id = %(id)s)
order by r.id desc
limit %(limit)s

-- name: report_lines
select l.report_id, l.line, l.role, l.item_id, i.sku, i.name, i.unit, l.location_id, p.code as location, l.lot, l.serial,
    l.expiry, l.qty, l.value, l.movement_id
from production_report_line l
join item i on i.id = l.item_id
join location p on p.id = l.location_id
where l.report_id = any(%(ids)s::bigint[])
order by l.report_id, l.line

-- name: undo
update production_report set undone_at = %(at)s, undone_by = %(user_id)s, undo_reason = %(reason)s where id = %(id)s

-- name: order_of_movement
select o.number, r.id
from production_report_line l
join production_report r on r.id = l.report_id
join production_order o on o.id = r.order_id
where l.movement_id = %(movement_id)s
