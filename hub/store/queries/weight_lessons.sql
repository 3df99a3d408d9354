-- name: scales
-- scales that tell their settled weights as readings, the last that each told, and why one shows none
select s.code as site, a.id as agent_id, a.code as agent, d.device ->> 'id' as device,
    coalesce(d.device -> 'settings' ->> 'location', a.config ->> 'location') as location,
    coalesce(d.device -> 'settings' ->> 'division_g', '1')::numeric as division_g, a.online,
    d.device ->> 'role' as role, r.id as reading_id, r.value as weight_g, r.occurred_at, (
        select detail from alarm where kind = 'fault' and cleared_at is null
            and subject = s.code || '/' || a.code || '/' || (d.device ->> 'id') || '/scale-trouble'
    ) as trouble
from agent a
join site s on s.id = a.site_id
cross join lateral jsonb_array_elements(
    case when jsonb_typeof(a.config -> 'devices') = 'array' then a.config -> 'devices' else '[]' end
) as d (device)
left join lateral (
    select id, value, occurred_at from reading
    where agent_id = a.id and device = d.device ->> 'id' and quantity = 'weight' and unit = 'g'
    order by id desc limit 1
) r on true
where a.enabled and d.device ->> 'role' in ('floor_scale', 'bench_scale')
    and coalesce(d.device -> 'settings' ->> 'division_g', '1') ~ '^\d+(\.\d+)?$'
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(agent)s::text is null or a.code = %(agent)s)
    and (%(device)s::text is null or d.device ->> 'id' = %(device)s)
order by s.code, a.code, device

-- name: start
insert into weight_lesson (item_id, agent_id, device, division_g, empty_g, empty_reading_id, user_id, started_at)
select id, %(agent_id)s, %(device)s, %(division_g)s, %(empty_g)s, %(empty_reading_id)s, %(user_id)s, %(now)s
from item where sku = %(sku)s
returning id

-- name: by_id
select w.id, i.sku, s.code as site, a.code as agent, w.device, w.division_g, w.empty_g, w.empty_reading_id,
    u.login as by, w.started_at, w.ended_at, w.state
from weight_lesson w
join item i on i.id = w.item_id
join agent a on a.id = w.agent_id
join site s on s.id = a.site_id
join app_user u on u.id = w.user_id
where w.id = %(id)s

-- name: lock
select id from weight_lesson where id = %(id)s for update

-- name: samples
select no, pieces, weight_g, reading_id from weight_sample where lesson_id = %(id)s order by no

-- name: add_sample
insert into weight_sample (lesson_id, no, pieces, weight_g, reading_id)
select %(id)s, coalesce(max(no), 0) + 1, %(pieces)s, %(weight_g)s, %(reading_id)s
from weight_sample where lesson_id = %(id)s

-- name: drop_sample
delete from weight_sample where lesson_id = %(id)s and no = %(no)s returning no

-- name: end
update weight_lesson set state = %(state)s, ended_at = %(now)s where id = %(id)s
