-- name: create
insert into supplier_return (number, site_id, supplier_id, order_id, reason, settlement, created_at, created_by)
values ('RTS-' || nextval('supplier_return_number'), %(site_id)s, %(supplier_id)s, %(order_id)s, %(reason)s,
    %(settlement)s, %(at)s, %(user_id)s)
returning id, number

-- name: page
select r.id, r.number, s.code as site, u.code as supplier, o.number as "order", r.reason, r.settlement, r.created_at,
    w.login as user_login
from supplier_return r
join site s on s.id = r.site_id
left join supplier u on u.id = r.supplier_id
left join purchase_order o on o.id = r.order_id
left join app_user w on w.id = r.created_by
where (%(site)s::text is null or s.code = %(site)s)
    and (%(number)s::text is null or r.number = %(number)s)
    and (%(after)s::bigint is null or r.id < %(after)s)
order by r.id desc
limit %(limit)s
