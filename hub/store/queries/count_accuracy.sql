-- name: counted
select date_trunc(%(by)s, c.counted_at at time zone s.timezone)::date as period, c.abc, count(*) as counted,
    count(*) filter (where c.accurate) as accurate
from count_line c join site s on s.id = c.site_id join location l on l.id = c.location_id
where c.posted_at is not null and s.code = %(site)s and (%(location)s::text is null or l.code = %(location)s)
    and c.counted_at >= %(from)s and c.counted_at < %(to)s
group by 1, 2 order by 1, 2

-- name: by_place
-- the worst first: those are looked at
select l.code as location, count(*) as counted, count(*) filter (where c.accurate) as accurate,
    max(c.counted_at) as last_counted_at
from count_line c join site s on s.id = c.site_id join location l on l.id = c.location_id
where c.posted_at is not null and s.code = %(site)s and (%(location)s::text is null or l.code = %(location)s)
    and c.counted_at >= %(from)s and c.counted_at < %(to)s
group by l.code
order by count(*) filter (where c.accurate)::numeric / count(*), count(*) desc, l.code
