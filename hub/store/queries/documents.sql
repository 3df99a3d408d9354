-- name: movements
select m.id, m.document, i.sku, m.site_id, m.item_id, m.kind, m.qty, m.source_id, f.kind as source_kind,
    m.destination_id, t.kind as destination_kind, m.unit_cost, m.revenue, m.lot, m.occurred_at, m.device,
    m.epoch_id is not null as by_agent, m.reverses
from movement m
join item i on i.id = m.item_id
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
where m.document = any(%(documents)s::text[]) and m.site_id = %(site_id)s
order by m.id

-- name: count_by_agents
select m.document, count(*)
from movement m
where m.document = any(%(documents)s::text[]) and m.site_id = %(site_id)s and m.epoch_id is not null
group by m.document
