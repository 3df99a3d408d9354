-- name: steps
-- what came, and what came to or left a place where goods wait, in the order of the books
select m.site_id, m.item_id, m.lot, m.qty, f.kind, t.kind, m.occurred_at,
    (m.evidence ->> 'first_read')::timestamptz, coalesce(u.code, '')
from movement m
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
left join purchase_order o on o.number = m.document and o.site_id = m.site_id
left join supplier u on u.id = o.supplier_id
where m.site_id = any(%(site_ids)s::int[])
    and m.recorded_at >= %(from)s and m.recorded_at < %(to)s
    and m.reverses is null
    and (f.kind in ('supplier', 'dock', 'hold', 'damaged') or t.kind in ('dock', 'hold', 'damaged'))
    -- goods that were put onto an order afterwards are measured by the receipt with which they came
    and m.evidence ->> 'matched' is null
order by m.id
