-- name: page
select r.id, r.recorded_at, r.occurred_at, s.code as site, a.code as agent, r.device, l.code as location,
    r.quantity, r.value, r.unit, r.evidence
from reading r
join agent a on a.id = r.agent_id
join site s on s.id = a.site_id
left join location l on l.id = r.location_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(agent)s::text is null or a.code = %(agent)s)
    and (%(device)s::text is null or r.device = %(device)s)
    and (%(after)s::bigint is null or r.id < %(after)s)
order by r.id desc
limit %(limit)s

-- name: copy
copy reading (recorded_at, occurred_at, agent_id, device, location_id, quantity, value, unit, evidence)
from stdin (format binary)

-- name: add_count
insert into stock_count (recorded_at, occurred_at, agent_id, device, item_id, location_id, lot, counted_qty,
    ledger_qty, method, evidence, document, round, operator)
values (%(recorded_at)s, %(occurred_at)s, %(agent_id)s, %(device)s, %(item_id)s, %(location_id)s, %(lot)s,
    %(counted_qty)s, %(ledger_qty)s, %(method)s, %(evidence)s, %(document)s, %(round)s, %(operator)s)

-- name: add_count_work
insert into count_work (recorded_at, occurred_at, agent_id, device, document, round, action, lines, operator)
values (%(recorded_at)s, %(occurred_at)s, %(agent_id)s, %(device)s, %(document)s, %(round)s, %(action)s, %(lines)s,
    %(operator)s)

-- name: counts
select c.id, c.recorded_at, c.occurred_at, s.code as site, a.code as agent, c.device, i.sku, l.code as location,
    c.lot, c.counted_qty, c.ledger_qty, c.method
from stock_count c
join item i on i.id = c.item_id
join location l on l.id = c.location_id
join site s on s.id = l.site_id
left join agent a on a.id = c.agent_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (%(after)s::bigint is null or c.id < %(after)s)
order by c.id desc
limit %(limit)s

-- name: add_event
insert into device_event (recorded_at, occurred_at, agent_id, device, kind, code, detail, evidence)
values (%(recorded_at)s, %(occurred_at)s, %(agent_id)s, %(device)s, %(kind)s, %(code)s, %(detail)s, %(evidence)s)

-- name: events
select e.id, e.recorded_at, e.occurred_at, s.code as site, a.code as agent, e.device, e.kind, e.code, e.detail,
    e.evidence
from device_event e
join agent a on a.id = e.agent_id
join site s on s.id = a.site_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(agent)s::text is null or a.code = %(agent)s)
    and (%(kind)s::text is null or e.kind = %(kind)s)
    and (%(after)s::bigint is null or e.id < %(after)s)
order by e.id desc
limit %(limit)s

-- name: add_carton
insert into carton (order_id, order_number, code, packed_at, agent_id, operator, lines, expected_weight_g,
    measured_weight_g, tolerance_g, verdict)
values ((select id from sales_order where site_id = %(site_id)s and number = %(order_number)s), %(order_number)s,
    %(code)s, %(packed_at)s, %(agent_id)s, %(operator)s, %(lines)s, %(expected_weight_g)s, %(measured_weight_g)s,
    %(tolerance_g)s, %(verdict)s)
on conflict (agent_id, code) do nothing
returning id

-- name: cartons
select c.id, s.code as site, a.code as agent, c.order_number, c.code, c.packed_at, c.operator, c.lines,
    c.expected_weight_g, c.measured_weight_g, c.tolerance_g, c.verdict
from carton c
join agent a on a.id = c.agent_id
join site s on s.id = a.site_id
where (%(site)s::text is null or s.code = %(site)s)
    and (%(order)s::text is null or c.order_number = %(order)s)
    and (%(after)s::bigint is null or c.id < %(after)s)
order by c.id desc
limit %(limit)s
