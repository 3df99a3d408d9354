-- name: places
select l.id, l.site_id, l.kind, s.timezone
from location l join site s on s.id = l.site_id
where l.id = any(%(ids)s::int[])

-- name: make_costs
insert into item_cost (site_id, item_id, months_until)
select site_id, item_id, %(closed)s::date from unnest(%(site_ids)s::int[], %(item_ids)s::int[]) as asked (site_id, item_id)
where not exists (select from item_cost c where c.site_id = asked.site_id and c.item_id = asked.item_id)
order by site_id, item_id
on conflict (site_id, item_id) do nothing

-- name: lock_costs
select c.site_id, c.item_id, c.qty, c.value, c.last_unit_cost, i.standard_cost, c.months_until
from unnest(%(site_ids)s::int[], %(item_ids)s::int[]) as asked (site_id, item_id)
join item_cost c on c.site_id = asked.site_id and c.item_id = asked.item_id
join item i on i.id = c.item_id
order by c.site_id, c.item_id
for update of c

-- name: origins
select id, site_id, item_id, qty, value, unit_cost, revenue from movement where id = any(%(ids)s::bigint[])

-- name: movement_ids
select array_agg(nextval('movement_id')) from generate_series(1, %(count)s)

-- name: copy_movements
copy movement (recorded_at, id, occurred_at, site_id, item_id, source_id, destination_id, kind, qty, unit_cost, value,
    revenue, lot, serial, expiry, document, epoch_id, seq, idx, device, user_id, reverses, evidence)
from stdin (format binary)

-- name: add_to_balances
-- gives the places inside the walls that have just gone below zero, or come back from there
with given as materialized (
    select * from unnest(%(item_ids)s::int[], %(location_ids)s::int[], %(lots)s::text[], %(deltas)s::numeric[])
        as given (item_id, location_id, lot, delta)
), put as (
    insert into balance (item_id, location_id, lot, qty)
    select item_id, location_id, lot, delta from given order by item_id, location_id, lot
    on conflict (item_id, location_id, lot) do update set qty = balance.qty + excluded.qty
    returning item_id, location_id, lot, qty
)
select l.site_id, s.code, l.code, i.sku, lot, put.qty
from put
join given using (item_id, location_id, lot)
join location l on l.id = location_id
join site s on s.id = l.site_id
join item i on i.id = item_id
where not l.outside and (put.qty < 0) <> (put.qty - given.delta < 0)
order by s.code, l.code, i.sku, lot

-- name: set_costs
update item_cost c set qty = given.qty, value = given.value, last_unit_cost = given.last_unit_cost,
    held = c.held + given.held
from unnest(%(site_ids)s::int[], %(item_ids)s::int[], %(qtys)s::numeric[], %(values)s::numeric[],
    %(last_unit_costs)s::numeric[], %(held)s::numeric[]) as given (site_id, item_id, qty, value, last_unit_cost, held)
where c.site_id = given.site_id and c.item_id = given.item_id

-- name: add_to_days
insert into day_total (site_id, item_id, day, day_end, qty_in, qty_out, value_in, value_out, units_sold, cogs, revenue,
    cost_variance, moment_qty, moment_value)
select * from unnest(%(site_ids)s::int[], %(item_ids)s::int[], %(days)s::date[], %(day_ends)s::timestamptz[],
    %(qty_in)s::numeric[],
    %(qty_out)s::numeric[], %(value_in)s::numeric[], %(value_out)s::numeric[], %(units_sold)s::numeric[],
    %(cogs)s::numeric[], %(revenue)s::numeric[], %(cost_variance)s::numeric[], %(moment_qty)s::numeric[],
    %(moment_value)s::numeric[])
order by 1, 2, 3
on conflict (site_id, item_id, day) do update set
    qty_in = day_total.qty_in + excluded.qty_in,
    qty_out = day_total.qty_out + excluded.qty_out,
    value_in = day_total.value_in + excluded.value_in,
    value_out = day_total.value_out + excluded.value_out,
    units_sold = day_total.units_sold + excluded.units_sold,
    cogs = day_total.cogs + excluded.cogs,
    revenue = day_total.revenue + excluded.revenue,
    cost_variance = day_total.cost_variance + excluded.cost_variance,
    moment_qty = day_total.moment_qty + excluded.moment_qty,
    moment_value = day_total.moment_value + excluded.moment_value
