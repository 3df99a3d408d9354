-- name: figures
-- what each key had when the span began (opening), and what the span did: area is the changes' part of the
-- integral over the span, in value seconds (hub.domain.turnover says why that is enough)
with scope as (
    select * from unnest(%(site_ids)s::int[], %(zones)s::text[], %(span_ends)s::timestamptz[])
        as scope (site_id, zone, span_end)
)
select d.site_id,
    case %(by)s::text when 'item' then i.sku when 'category' then i.category else s.code end as key,
    min(case %(by)s::text when 'item' then i.name when 'category' then i.category else s.name end) as name,
    coalesce(sum(d.value_in - d.value_out) filter (where d.day < %(first)s::date), 0) as opening,
    coalesce(sum(
        (d.value_in - d.value_out)
            * extract(epoch from scope.span_end - ((d.day + 1)::timestamp at time zone scope.zone))
        + d.moment_value) filter (where d.day >= %(first)s::date), 0) as area_value_s,
    coalesce(sum(d.cogs) filter (where d.day >= %(first)s::date), 0) as cogs,
    coalesce(sum(d.revenue) filter (where d.day >= %(first)s::date), 0) as revenue,
    coalesce(sum(d.units_sold) filter (where d.day >= %(first)s::date), 0) as units_sold
from day_total d
join scope on scope.site_id = d.site_id
join site s on s.id = d.site_id
join item i on i.id = d.item_id
where d.day <= %(last)s::date
    and (%(category)s::text is null or i.category = %(category)s)
    and (%(sku)s::text is null or i.sku = %(sku)s)
group by d.site_id, 2

-- name: days
-- the same, day by day, of the named keys (null: all together); the day before the first holds the opening
with scope as (
    select * from unnest(%(site_ids)s::int[], %(zones)s::text[]) as scope (site_id, zone)
), keyed as (
    select d.*, scope.zone,
        case %(by)s::text when 'item' then i.sku when 'category' then i.category when 'site' then s.code else '' end
            as key
    from day_total d
    join scope on scope.site_id = d.site_id
    join site s on s.id = d.site_id
    join item i on i.id = d.item_id
    where d.day <= %(last)s::date
        and (%(category)s::text is null or i.category = %(category)s)
        and (%(sku)s::text is null or i.sku = %(sku)s)
)
select site_id, key, greatest(day, %(first)s::date - 1) as day,
    (greatest(day, %(first)s::date - 1) + 1)::timestamp at time zone zone as day_end,
    sum(value_in - value_out) as change, sum(moment_value) as moment,
    sum(cogs) as cogs, sum(revenue) as revenue, sum(units_sold) as units_sold
from keyed
where %(keys)s::text[] is null or key = any(%(keys)s::text[])
group by site_id, key, zone, greatest(day, %(first)s::date - 1)
order by site_id, key, day
