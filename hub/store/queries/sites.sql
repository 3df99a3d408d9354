-- name: all
select id, code, name, timezone, currency, year_days, valuation from site order by code

-- name: by_code
select id, code, name, timezone, currency, year_days, valuation from site where code = %(code)s

-- name: create
insert into site (code, name, timezone, currency, year_days)
values (%(code)s, %(name)s, %(timezone)s, %(currency)s, %(year_days)s)
on conflict (code) do nothing
returning id, code, name, timezone, currency, year_days, valuation

-- name: change
update site set name = %(name)s, year_days = %(year_days)s where code = %(code)s
returning id, code, name, timezone, currency, year_days, valuation

-- name: create_virtual_locations
insert into location (site_id, code, name, kind)
select %(site_id)s, kind, '', kind
from unnest(array['supplier', 'customer', 'loss_gain', 'scrap', 'production', 'other_site', 'in_transit']) as kind
