-- name: of_site
select l.id, l.site_id, s.code as site, l.code, l.name, l.kind, l.outside, p.code as parent, l.max_weight_kg,
    l.max_volume_l, l.max_pieces, l.x_m, l.y_m, l.width_m, l.depth_m, l.level
from location l join site s on s.id = l.site_id
left join location p on p.id = l.parent_id
where (%(site)s::text is null or s.code = %(site)s) and (s.code, l.code) > (%(after_site)s, %(after)s)
order by s.code, l.code
limit %(limit)s

-- name: by_code
select l.id, l.site_id, s.code as site, l.code, l.name, l.kind, l.outside, p.code as parent, l.max_weight_kg,
    l.max_volume_l, l.max_pieces, l.x_m, l.y_m, l.width_m, l.depth_m, l.level
from location l join site s on s.id = l.site_id
left join location p on p.id = l.parent_id
where s.code = %(site)s and l.code = %(code)s

-- name: create
insert into location (site_id, code, name, kind)
values (%(site_id)s, %(code)s, %(name)s, %(kind)s)
on conflict (site_id, code) do nothing
returning id

-- name: lock_tree
-- so that two who hang places elsewhere cannot close a ring together
select id from site where code = any(%(sites)s::text[]) order by id for no key update

-- name: save_many
with given as (
    select g.*, s.id as site_id from jsonb_to_recordset(%(rows)s) as g (
        site text, code text, name text, kind text, max_weight_kg numeric, max_volume_l numeric,
        max_pieces numeric, x_m numeric, y_m numeric, width_m numeric, depth_m numeric, level smallint)
    join site s on s.code = g.site
)
insert into location (site_id, code, name, kind, max_weight_kg, max_volume_l, max_pieces, x_m, y_m, width_m,
    depth_m, level)
select site_id, code, name, kind, max_weight_kg, max_volume_l, max_pieces, x_m, y_m, width_m, depth_m, level
from given order by site_id, code
on conflict (site_id, code) do update set name = excluded.name, kind = excluded.kind,
    max_weight_kg = excluded.max_weight_kg, max_volume_l = excluded.max_volume_l,
    max_pieces = excluded.max_pieces, x_m = excluded.x_m, y_m = excluded.y_m, width_m = excluded.width_m,
    depth_m = excluded.depth_m, level = excluded.level

-- name: hang
update location l set parent_id = p.id
from jsonb_to_recordset(%(rows)s) as g (site text, code text, parent text)
join site s on s.code = g.site
left join location p on p.site_id = s.id and p.code = g.parent
where l.site_id = s.id and l.code = g.code and l.parent_id is distinct from p.id

-- name: loads
-- what stands directly in each place inside the walls; volumes by the items' own measures
select l.code, coalesce(sum(b.qty), 0) as pieces, coalesce(sum(b.qty * i.unit_weight_g), 0) / 1000 as weight_kg,
    coalesce(sum(b.qty * i.length_mm * i.width_mm * i.height_mm), 0) / 1000000 as volume_l,
    count(distinct i.id) as items,
    count(distinct i.id) filter (where i.unit_weight_g is null) as without_weight,
    count(distinct i.id) filter (where i.length_mm is null or i.width_mm is null or i.height_mm is null)
        as without_volume
from location l
join balance b on b.location_id = l.id and b.qty > 0
join item i on i.id = b.item_id
where l.site_id = %(site_id)s and not l.outside
group by l.id
order by l.code

-- name: with_goods
select s.code, l.code
from unnest(%(sites)s::text[], %(codes)s::text[]) as asked (site, code)
join site s on s.code = asked.site
join location l on l.site_id = s.id and l.code = asked.code
where exists (select from balance b where b.location_id = l.id and b.qty <> 0)

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
