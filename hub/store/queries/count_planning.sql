-- name: lock
-- one plans at a time, so that nothing is planned twice
select pg_advisory_xact_lock(%(lock)s)

-- name: candidates
-- what stands inside the walls and is in no open count
select b.location_id, b.item_id, b.lot, (
    select max(c.counted_at) from count_line c
    where c.item_id = b.item_id and c.location_id = b.location_id and c.lot = b.lot and c.posted_at is not null
) as last_counted_at
from balance b join location l on l.id = b.location_id
where l.site_id = %(site_id)s and not l.outside and l.kind <> 'in_transit' and b.qty <> 0
    and not exists (select from count_task t
        where t.location_id = b.location_id and t.state in ('planned', 'counting', 'recount', 'to_approve')
            and (t.whole or exists (select from count_line c where c.task_id = t.id and c.item_id = b.item_id)))
order by b.location_id, b.item_id, b.lot

-- name: cogs
select item_id, sum(cogs) as cogs from day_total
where site_id = %(site_id)s and day > %(since)s and day <= %(today)s
group by item_id

-- name: local_day
select (%(at)s::timestamptz at time zone timezone)::date from site where id = %(site_id)s

-- name: last_plan
select planned_for, counts from count_plan where site_id = %(site_id)s and kind = %(kind)s
order by planned_for desc limit 1

-- name: standing_of
select b.location_id, l.code as location, b.lot, exists (select from count_task t
        where t.location_id = b.location_id and t.state in ('planned', 'counting', 'recount', 'to_approve')
            and (t.whole or exists (select from count_line c where c.task_id = t.id and c.item_id = b.item_id))) as is_open
from balance b join location l on l.id = b.location_id
where b.item_id = %(item_id)s and l.site_id = %(site_id)s and not l.outside and l.kind <> 'in_transit' and b.qty <> 0
    and (%(lot)s::text is null or b.lot = %(lot)s)
order by l.code, b.lot

-- name: note_planned
insert into count_plan (site_id, kind, planned_for, planned_at, counts)
values (%(site_id)s, %(kind)s, %(planned_for)s, %(at)s, %(counts)s)
on conflict (site_id, kind, planned_for) do update set counts = count_plan.counts + excluded.counts

-- name: negative_places
-- with the alarm that says so, and no count for it yet
select a.id as alarm_id, a.detail, l.site_id, b.location_id, b.item_id, b.lot
from alarm a
join site s on s.id = a.site_id
join location l on l.site_id = s.id and not l.outside
join balance b on b.location_id = l.id and b.qty < 0
join item i on i.id = b.item_id
where a.kind = %(kind)s and a.cleared_at is null
    and a.subject = s.code || '/' || l.code || '/' || i.sku || case when b.lot = '' then '' else '/' || b.lot end
    and not exists (select from count_task t where t.alarm_id = a.id)
order by a.id

-- name: doubtful_shelves
-- shelf scales with an open fault of their weight; which place and item, the agent's configuration says
select a.id as alarm_id, a.detail, l.site_id, l.id as location_id, i.id as item_id, '' as lot
from alarm a
join site s on s.id = a.site_id
join agent g on g.site_id = s.id
cross join lateral jsonb_array_elements(coalesce(g.config -> 'devices', '[]'::jsonb)) as device (said)
join unnest(%(codes)s::text[]) as fault (code)
    on a.subject = s.code || '/' || g.code || '/' || (device.said ->> 'id') || '/' || fault.code
join location l on l.site_id = s.id and l.code = device.said -> 'settings' ->> 'location'
join item_code c on c.code = device.said -> 'settings' ->> 'sku'
join item i on i.id = c.item_id
where a.kind = %(kind)s and a.cleared_at is null and device.said ->> 'role' = 'shelf_scale'
    and not exists (select from count_task t where t.alarm_id = a.id)
order by a.id

-- name: looked_at
-- weight faults of the shelf scales of a place whose items were counted after the fault was raised
update alarm a set cleared_at = %(at)s
from count_line k
join location l on l.id = k.location_id
join site s on s.id = l.site_id
join agent g on g.site_id = s.id
cross join lateral jsonb_array_elements(coalesce(g.config -> 'devices', '[]'::jsonb)) as device (said)
cross join unnest(%(codes)s::text[]) as fault (code)
join item_code c on c.item_id = k.item_id
where k.task_id = %(task_id)s and device.said ->> 'role' = 'shelf_scale'
    and device.said -> 'settings' ->> 'location' = l.code and device.said -> 'settings' ->> 'sku' = c.code
    and a.kind = %(kind)s and a.cleared_at is null and a.raised_at <= k.counted_at
    and a.subject = s.code || '/' || g.code || '/' || (device.said ->> 'id') || '/' || fault.code

-- name: due_days
select s.id as site_id, s.code as site, (t.due_at at time zone s.timezone)::date as day, count(*) as counts,
    bool_or(t.due_at < %(now)s) as overdue
from count_task t join site s on s.id = t.site_id
where t.state in ('planned', 'counting', 'recount') and t.due_at < %(until)s
group by 1, 2, 3 order by 1, 3

-- name: to_approve
select t.site_id, s.code as site, t.number, l.code as location, t.value_at_stake, s.currency
from count_task t join site s on s.id = t.site_id join location l on l.id = t.location_id
where t.state = 'to_approve' order by t.id
