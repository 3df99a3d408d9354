-- name: add
insert into supplier_link (supplier_id, key, label, created_at, created_by, expires_at)
values (%(supplier_id)s, %(key)s, %(label)s, %(at)s, %(user_id)s, %(expires_at)s)
returning id

-- name: page
select l.id, l.supplier_id, l.key, l.label, l.created_at, u.login as created_by, l.expires_at, l.last_used_at,
    l.revoked_at
from supplier_link l left join app_user u on u.id = l.created_by
where (%(supplier_id)s::int is null or l.supplier_id = %(supplier_id)s)
    and (%(id)s::bigint is null or l.id = %(id)s)
    and (%(after)s::bigint is null or l.id < %(after)s)
order by l.id desc
limit %(limit)s

-- name: revoke
update supplier_link set revoked_at = %(at)s
where id = %(id)s and supplier_id = %(supplier_id)s and revoked_at is null
returning id

-- name: used
-- to the minute: a page that is looked at is no reason to write every time
update supplier_link set last_used_at = %(at)s
where id = %(id)s and (last_used_at is null or last_used_at < %(at)s::timestamptz - interval '1 minute')

-- name: goods
-- what stands at each site of the items that the supplier delivers, and how many were sold; no prices
select i.sku, si.supplier_sku, i.name, i.unit, s.code as site, s.name as site_name, coalesce(c.qty, 0) as on_hand,
    coalesce(sold.days_30, 0) as sold_30_days, coalesce(sold.days_90, 0) as sold_90_days
from supplier_item si
join item i on i.id = si.item_id
join item_cost c on c.item_id = i.id
join site s on s.id = c.site_id
left join lateral (
    select sum(d.units_sold) filter (where d.day > %(today)s::date - 30) as days_30, sum(d.units_sold) as days_90
    from day_total d
    where d.site_id = c.site_id and d.item_id = c.item_id and d.day > %(today)s::date - 90 and d.day <= %(today)s
) sold on true
where si.supplier_id = %(supplier_id)s and (i.sku, s.code) > (%(after_sku)s, %(after_site)s)
order by i.sku, s.code
limit %(limit)s
