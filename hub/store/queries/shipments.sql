-- name: of_order
-- what terminal and gateway wrote down with each: the carton, who packed, and what was let through and why
select m.id, m.occurred_at, i.sku, i.name, i.unit, m.qty, f.code as source, m.lot, m.serial, m.expiry,
    coalesce(a.code, '') as agent, coalesce(m.evidence->>'operator', u.login) as operator,
    m.evidence->>'carton' as carton, m.evidence->>'override' as override_reason,
    m.evidence->>'lot_override' as lot_override_reason, m.evidence->>'lot_override_by' as lot_override_by,
    exists (select from movement r where r.reverses = m.id) as reversed
from movement m
join item i on i.id = m.item_id
join location f on f.id = m.source_id
left join agent_epoch e on e.id = m.epoch_id
left join agent a on a.id = e.agent_id
left join app_user u on u.id = m.user_id
where m.document = %(number)s and m.site_id = %(site_id)s and m.kind = 'shipment' and m.reverses is null
order by m.id
