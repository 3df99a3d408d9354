-- name: newest_first
select m.id, m.recorded_at, m.occurred_at, s.code as site, i.sku, i.name, i.unit, m.kind, m.qty,
    f.code as source, t.code as destination, m.unit_cost, m.value, m.revenue, s.currency,
    m.lot, m.serial, m.expiry, m.document, a.code as agent, m.device, u.login as user_login, m.reverses, m.evidence
from movement m
join site s on s.id = m.site_id
join item i on i.id = m.item_id
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
left join agent_epoch e on e.id = m.epoch_id
left join agent a on a.id = e.agent_id
left join app_user u on u.id = m.user_id
where (%(after)s::bigint is null or m.id < %(after)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or m.item_id = (select id from item where sku = %(sku)s))
    and (%(document)s::text is null or m.document = %(document)s)
    and (%(kind)s::text is null or m.kind = %(kind)s)
    and (%(lot)s::text is null or m.lot = %(lot)s)
    and (%(serial)s::text is null or m.serial = %(serial)s)
    and (%(from)s::timestamptz is null or m.occurred_at >= %(from)s)
    and (%(to)s::timestamptz is null or m.occurred_at < %(to)s)
order by m.id desc
limit %(limit)s

-- name: oldest_first
select m.id, m.recorded_at, m.occurred_at, s.code as site, i.sku, i.name, i.unit, m.kind, m.qty,
    f.code as source, t.code as destination, m.unit_cost, m.value, m.revenue, s.currency,
    m.lot, m.serial, m.expiry, m.document, a.code as agent, m.device, u.login as user_login, m.reverses, m.evidence
from movement m
join site s on s.id = m.site_id
join item i on i.id = m.item_id
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
left join agent_epoch e on e.id = m.epoch_id
left join agent a on a.id = e.agent_id
left join app_user u on u.id = m.user_id
where (%(after)s::bigint is null or m.id > %(after)s)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or m.item_id = (select id from item where sku = %(sku)s))
    and (%(document)s::text is null or m.document = %(document)s)
    and (%(kind)s::text is null or m.kind = %(kind)s)
    and (%(lot)s::text is null or m.lot = %(lot)s)
    and (%(serial)s::text is null or m.serial = %(serial)s)
    and (%(from)s::timestamptz is null or m.occurred_at >= %(from)s)
    and (%(to)s::timestamptz is null or m.occurred_at < %(to)s)
order by m.id
limit %(limit)s

-- name: by_id
select m.id, m.recorded_at, m.occurred_at, s.code as site, i.sku, i.name, i.unit, m.kind, m.qty,
    f.code as source, t.code as destination, m.unit_cost, m.value, m.revenue, s.currency,
    m.lot, m.serial, m.expiry, m.document, a.code as agent, m.device, u.login as user_login, m.reverses, m.evidence
from movement m
join site s on s.id = m.site_id
join item i on i.id = m.item_id
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
left join agent_epoch e on e.id = m.epoch_id
left join agent a on a.id = e.agent_id
left join app_user u on u.id = m.user_id
where m.id = %(id)s

-- name: raw
select id, site_id, item_id, kind, qty, source_id, destination_id, unit_cost, value, revenue, lot, serial, expiry,
    document,
    (select r.id from movement r where r.reverses = m.id limit 1) as reversed_by
from movement m where id = %(id)s

-- name: since
select count(*) from movement m join site s on s.id = m.site_id
where m.recorded_at >= %(since)s and (%(site)s::text is null or s.code = %(site)s)

-- name: told
-- one that was booked at the hub's time bears its device's in the evidence, and one that was packed at a bench that
select m.device, coalesce((m.evidence->>'device_time')::timestamptz, m.occurred_at),
    m.item_id, coalesce(bench.id, m.source_id), m.destination_id, m.lot, m.serial
from movement m
left join location bench on bench.site_id = m.site_id and bench.code = m.evidence ->> 'packed_at'
where m.epoch_id in (select id from agent_epoch where agent_id = %(agent_id)s)
    and m.occurred_at between %(from)s and %(to)s
    and coalesce((m.evidence->>'device_time')::timestamptz, m.occurred_at) = any(%(times)s::timestamptz[])
