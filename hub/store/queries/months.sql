-- name: closed_until
-- all day rows before it are in month rows too, of every item of these sites
select coalesce(min(months_until), 'infinity'::date)::text from item_cost where site_id = any(%(site_ids)s::int[])

-- name: lock_open
select c.site_id, c.item_id
from item_cost c
where c.months_until < %(until)s
order by c.site_id, c.item_id
limit %(limit)s
for update of c

-- name: open_months
select distinct c.item_id, date_trunc('month', d.day)::date
from item_cost c
join day_total d on d.site_id = c.site_id and d.item_id = c.item_id and d.day >= c.months_until
where c.site_id = %(site_id)s and c.item_id = any(%(item_ids)s::int[]) and d.day < %(until)s

-- name: sum_up
-- month rows from their days, new or anew
insert into month_total (site_id, item_id, month, month_end, qty_in, qty_out, value_in, value_out, units_sold, cogs,
    revenue, cost_variance, moment_qty, moment_value)
select d.site_id, d.item_id, m.month, m.month_end, sum(d.qty_in), sum(d.qty_out), sum(d.value_in), sum(d.value_out),
    sum(d.units_sold), sum(d.cogs), sum(d.revenue), sum(d.cost_variance),
    sum((d.qty_in - d.qty_out) * extract(epoch from m.month_end - d.day_end) + d.moment_qty),
    sum((d.value_in - d.value_out) * extract(epoch from m.month_end - d.day_end) + d.moment_value)
from unnest(%(item_ids)s::int[], %(months)s::date[], %(month_ends)s::timestamptz[], %(next_months)s::date[])
    as m (item_id, month, month_end, next_month)
join day_total d on d.site_id = %(site_id)s and d.item_id = m.item_id and d.day >= m.month and d.day < m.next_month
group by d.site_id, d.item_id, m.month, m.month_end
on conflict (site_id, item_id, month) do update set
    qty_in = excluded.qty_in,
    qty_out = excluded.qty_out,
    value_in = excluded.value_in,
    value_out = excluded.value_out,
    units_sold = excluded.units_sold,
    cogs = excluded.cogs,
    revenue = excluded.revenue,
    cost_variance = excluded.cost_variance,
    moment_qty = excluded.moment_qty,
    moment_value = excluded.moment_value

-- name: set_closed
update item_cost set months_until = %(until)s where site_id = %(site_id)s and item_id = any(%(item_ids)s::int[])

-- name: timezones
select id, timezone from site where id = any(%(site_ids)s::int[])
