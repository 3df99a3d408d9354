-- Written past the ledger, by the bench alone: what the ledger would have written, at once.

-- name: movements
insert into movement (recorded_at, id, occurred_at, site_id, item_id, kind, qty, source_id, destination_id, unit_cost,
    value, device)
select at, nextval('movement_id'), at, %(site_id)s, i.id, case when coming then 'receipt' else 'shipment' end, %(qty)s,
    case when coming then %(supplier)s else %(place)s end, case when coming then %(place)s else %(customer)s end,
    i.standard_cost, case when coming then 1 else -1 end * %(qty)s * i.standard_cost, 'history'
from (
    select n, n %% %(items)s as position, (n / %(items)s) %% 2 = 0 as coming,
        %(begin)s::timestamptz + n * (%(span)s::interval / %(count)s) as at
    from generate_series(%(from)s::bigint, %(to)s::bigint - 1) n
) step
join (select id, standard_cost, row_number() over (order by id) - 1 as position from item where sku like 'W-%%') i
    using (position)
order by n

-- name: balances
insert into balance (item_id, location_id, qty)
select item_id, location_id, sum(qty) from (
    select item_id, destination_id as location_id, qty from movement where site_id = %(site_id)s
    union all
    select item_id, source_id, -qty from movement where site_id = %(site_id)s
) leg
group by item_id, location_id

-- name: days
insert into day_total (site_id, item_id, day, day_end, qty_in, qty_out, value_in, value_out, units_sold, cogs, moment_qty,
    moment_value)
select site_id, item_id, occurred_at::date, (occurred_at::date + 1)::timestamptz,
    coalesce(sum(qty) filter (where value > 0), 0), coalesce(sum(qty) filter (where value < 0), 0),
    coalesce(sum(value) filter (where value > 0), 0), coalesce(-sum(value) filter (where value < 0), 0),
    coalesce(sum(qty) filter (where value < 0), 0), coalesce(-sum(value) filter (where value < 0), 0),
    sum(sign(value) * qty * extract(epoch from (occurred_at::date + 1)::timestamptz - occurred_at)),
    sum(value * extract(epoch from (occurred_at::date + 1)::timestamptz - occurred_at))
from movement where site_id = %(site_id)s
group by site_id, item_id, occurred_at::date

-- name: costs
insert into item_cost (site_id, item_id, qty, value, last_unit_cost)
select m.site_id, m.item_id, sum(sign(m.value) * m.qty), sum(m.value), max(m.unit_cost)
from movement m where m.site_id = %(site_id)s
group by m.site_id, m.item_id
