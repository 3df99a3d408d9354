-- name: page
select id, code, name, currency, lead_time_days, contact, email, phone, address, language, active, version, created_at
from supplier
where code > %(after)s
    and (%(active)s::boolean is null or active = %(active)s)
    and (%(search)s::text is null or code ilike %(search)s or name ilike %(search)s)
order by code
limit %(limit)s

-- name: by_code
select id, code, name, currency, lead_time_days, contact, email, phone, address, language, active, version, created_at
from supplier where code = %(code)s

-- name: by_id
select id, code, name, currency, lead_time_days, contact, email, phone, address, language, active, version, created_at
from supplier where id = %(id)s

-- name: by_code_locked
select id, code, name, currency, lead_time_days, contact, email, phone, address, language, active, version, created_at
from supplier where code = %(code)s
for update

-- name: create
insert into supplier (code, name, currency, lead_time_days, contact, email, phone, address, language)
values (%(code)s, %(name)s, %(currency)s, %(lead_time_days)s, %(contact)s, %(email)s, %(phone)s, %(address)s,
    %(language)s)
on conflict (code) do nothing
returning id

-- name: update
update supplier set name = %(name)s, currency = %(currency)s, lead_time_days = %(lead_time_days)s,
    contact = %(contact)s, email = %(email)s, phone = %(phone)s, address = %(address)s, language = %(language)s,
    active = %(active)s, version = version + 1
where id = %(id)s

-- name: touch
update supplier set version = version + 1 where id = %(id)s

-- name: deliveries
-- lines that have come in full since then; the day is that of the site
select o.supplier_id, o.sent_at, l.received_at, (l.received_at at time zone s.timezone)::date, l.expected_on
from purchase_order o
join purchase_order_line l on l.order_id = o.id
join site s on s.id = o.site_id
where o.supplier_id = any(%(ids)s::int[]) and o.kind <> 'blanket' and o.sent_at is not null
    and l.received_at >= %(since)s
