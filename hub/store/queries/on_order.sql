-- name: open
-- what suppliers still owe, by the day it is due; a draft that was sent before is only being changed
select i.sku, s.code as site, o.site_id, l.item_id, coalesce(l.confirmed_on, l.expected_on) as due_on,
    sum(l.qty - l.received_qty) as qty
from purchase_order o
join purchase_order_line l on l.order_id = o.id
join item i on i.id = l.item_id
join site s on s.id = o.site_id
where o.kind <> 'blanket' and l.received_qty < l.qty
    and (o.state in ('approved', 'sent', 'partly_received') or (o.state = 'draft' and o.sent_at is not null))
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(skus)s::text[] is null or i.sku = any(%(skus)s::text[]))
group by i.sku, s.code, o.site_id, l.item_id, coalesce(l.confirmed_on, l.expected_on)
order by i.sku, s.code, due_on nulls last
