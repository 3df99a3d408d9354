-- name: figures
-- what each key had when the span began (opening), and what the span did: area is the changes' part of the
-- integral over the span, in value seconds (hub.domain.turnover says why that is enough).
-- The opening is what stands there now less what has changed since; every day since stands in one of the pieces
-- (hub.domain.months), whole past months as one row.
with scope as (
    select * from unnest(%(site_ids)s::int[], %(span_ends)s::timestamptz[]) as scope (site_id, span_end)
), piece as (
    select d.site_id, d.item_id, d.day, d.day_end, d.value_in - d.value_out as change, d.moment_value, d.cogs, d.revenue,
        d.units_sold
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(tail)s::date
    union all
    select d.site_id, d.item_id, d.day, d.day_end, d.value_in - d.value_out, d.moment_value, d.cogs, d.revenue,
        d.units_sold
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(head)s::date and d.day < %(head_end)s::date
    union all
    select d.site_id, d.item_id, d.day, d.day_end, d.value_in - d.value_out, d.moment_value, d.cogs, d.revenue,
        d.units_sold
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(split)s::date and d.day < %(split_end)s::date
    union all
    select m.site_id, m.item_id, m.month, m.month_end, m.value_in - m.value_out, m.moment_value, m.cogs, m.revenue,
        m.units_sold
    from month_total m
    where m.site_id = any(%(site_ids)s::int[]) and m.month >= %(months)s::date and m.month < %(months_end)s::date
        and m.month <> %(split)s::date
), since as materialized (
    select p.site_id, p.item_id, sum(p.change) as change,
        sum(p.change * extract(epoch from scope.span_end - p.day_end) + p.moment_value)
            filter (where p.day <= %(last)s::date) as area_value_s,
        sum(p.cogs) filter (where p.day <= %(last)s::date) as cogs,
        sum(p.revenue) filter (where p.day <= %(last)s::date) as revenue,
        sum(p.units_sold) filter (where p.day <= %(last)s::date) as units_sold
    from piece p
    join scope on scope.site_id = p.site_id
    group by p.site_id, p.item_id
)
select c.site_id,
    case %(by)s::text when 'item' then i.sku when 'category' then i.category else s.code end as key,
    min(case %(by)s::text when 'item' then i.name when 'category' then i.category else s.name end) as name,
    sum(c.value - coalesce(since.change, 0)) as opening,
    coalesce(sum(since.area_value_s), 0) as area_value_s,
    coalesce(sum(since.cogs), 0) as cogs,
    coalesce(sum(since.revenue), 0) as revenue,
    coalesce(sum(since.units_sold), 0) as units_sold
from item_cost c
join scope on scope.site_id = c.site_id
join site s on s.id = c.site_id
join item i on i.id = c.item_id
left join since on since.site_id = c.site_id and since.item_id = c.item_id
where (%(category)s::text is null or i.category = %(category)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
    and (c.value <> 0 or since.item_id is not null)
group by c.site_id, 2

-- name: days
-- the same, day by day, of the named keys (null: all together); the day before the first holds the opening. Whole past
-- months come as one row where the caller says so, by its pieces
with keyed as materialized (
    select c.site_id, c.item_id, c.value,
        case %(by)s::text when 'item' then i.sku when 'category' then i.category when 'site' then s.code else '' end
            as key
    from item_cost c
    join site s on s.id = c.site_id
    join item i on i.id = c.item_id
    where c.site_id = any(%(site_ids)s::int[])
        and (%(category)s::text is null or i.category = %(category)s)
        and (%(sku)s::text is null or i.sku = %(sku)s)
), wanted as materialized (
    select * from keyed where %(keys)s::text[] is null or key = any(%(keys)s::text[])
), since as (
    select d.site_id, d.item_id, d.value_in - d.value_out as change
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(since_tail)s::date
    union all
    select d.site_id, d.item_id, d.value_in - d.value_out
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day >= %(since_head)s::date and d.day < %(since_head_end)s::date
    union all
    select m.site_id, m.item_id, m.value_in - m.value_out
    from month_total m
    where m.site_id = any(%(site_ids)s::int[]) and m.month >= %(since_months)s::date
        and m.month < %(since_months_end)s::date
), opening as (
    select w.site_id, w.key, sum(w.value - coalesce(gone.change, 0)) as change
    from wanted w
    left join (select site_id, item_id, sum(change) as change from since group by site_id, item_id) gone
        on gone.site_id = w.site_id and gone.item_id = w.item_id
    group by w.site_id, w.key
), piece as (
    select d.site_id, d.item_id, d.day, d.day_end, d.value_in - d.value_out as change, d.moment_value, d.cogs, d.revenue,
        d.units_sold
    from day_total d
    where d.site_id = any(%(site_ids)s::int[]) and d.day <= %(last)s::date
        and (d.day >= %(tail)s::date or (d.day >= %(head)s::date and d.day < %(head_end)s::date)
            or (d.day >= %(split)s::date and d.day < %(split_end)s::date))
        and d.day >= %(head)s::date
    union all
    select m.site_id, m.item_id, m.month, m.month_end, m.value_in - m.value_out, m.moment_value, m.cogs, m.revenue,
        m.units_sold
    from month_total m
    where m.site_id = any(%(site_ids)s::int[]) and m.month >= %(months)s::date and m.month < %(months_end)s::date
        and m.month <> %(split)s::date and m.month <= %(last)s::date
), daily as (
    select w.site_id, w.key, p.day, min(p.day_end) as day_end, sum(p.change) as change, sum(p.moment_value) as moment,
        sum(p.cogs) as cogs, sum(p.revenue) as revenue, sum(p.units_sold) as units_sold
    from piece p
    join wanted w on w.site_id = p.site_id and w.item_id = p.item_id
    group by w.site_id, w.key, p.day
)
select site_id, key, %(head)s::date - 1 as day, 'epoch'::timestamptz as day_end, change, 0::numeric as moment,
    0::numeric as cogs, 0::numeric as revenue, 0::numeric as units_sold
from opening
union all
select site_id, key, day, day_end, change, moment, cogs, revenue, units_sold
from daily
order by site_id, key, day
