-- name: of_site
select l.id, l.site_id, s.code as site, l.code, l.name, l.kind, l.outside
from location l join site s on s.id = l.site_id
where (%(site)s::text is null or s.code = %(site)s) and (s.code, l.code) > (%(after_site)s, %(after)s)
order by s.code, l.code
limit %(limit)s

-- name: by_code
select l.id, l.site_id, s.code as site, l.code, l.name, l.kind, l.outside
from location l join site s on s.id = l.site_id
where s.code = %(site)s and l.code = %(code)s

-- name: create
insert into location (site_id, code, name, kind)
values (%(site_id)s, %(code)s, %(name)s, %(kind)s)
on conflict (site_id, code) do nothing
returning id

-- name: by_codes
-- what the gateway remembers: only places that are asked for
select l.site_id, l.code, l.id, l.kind
from location l
join unnest(%(site_ids)s::int[], %(codes)s::text[]) as asked (site_id, code)
    on l.site_id = asked.site_id and l.code = asked.code

-- name: by_ids
select l.id, l.site_id, s.code as site, l.code, l.name, l.kind, l.outside
from location l join site s on s.id = l.site_id
where l.id = any(%(ids)s::int[]) and not l.outside
