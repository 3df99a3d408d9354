-- name: places
select count(*) filter (where b.qty <> 0) as places, count(*) filter (where b.qty < 0) as negative_places
from balance b
join location l on l.id = b.location_id
join site s on s.id = l.site_id
where not l.outside and b.qty <> 0 and (%(site)s::text is null or s.code = %(site)s)

-- name: shortages
select s.code as site, i.sku, l.code as location, b.lot, b.qty
from balance b
join location l on l.id = b.location_id
join site s on s.id = l.site_id
join item i on i.id = b.item_id
where not l.outside and b.qty < 0 and (%(site)s::text is null or s.code = %(site)s)
order by b.qty, i.sku, s.code, l.code, b.lot
limit %(limit)s

-- name: counters
-- an alarm or a message of no known site concerns everybody
select
    (select count(*) from alarm a left join site s on s.id = a.site_id
        where a.cleared_at is null
            and (%(site)s::text is null or s.id is null or s.code = %(site)s)) as open_alarms,
    (select count(*) from agent a join site s on s.id = a.site_id
        where a.enabled and a.online and (%(site)s::text is null or s.code = %(site)s)) as agents_online,
    (select count(*) from agent a join site s on s.id = a.site_id
        where a.enabled and (%(site)s::text is null or s.code = %(site)s)) as agents_total,
    (select count(*) from quarantine q left join agent a on a.id = q.agent_id left join site s on s.id = a.site_id
        where q.status in ('held', 'replay_requested')
            and (%(site)s::text is null or s.id is null or s.code = %(site)s)) as quarantined,
    (select messages from quarantine_dropped) as quarantine_dropped,
    (select count(*) from sales_order o join site s on s.id = o.site_id
        where o.status = 'released' and (%(site)s::text is null or s.code = %(site)s)) as orders_open

-- name: last_movement_at
select m.recorded_at
from movement m
where %(site_id)s::int is null or m.site_id = %(site_id)s
order by m.id desc
limit 1
