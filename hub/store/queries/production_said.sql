-- name: add
insert into production_said (recorded_at, occurred_at, device_at, agent_id, device, document, operator, said)
values (%(recorded_at)s, %(occurred_at)s, %(device_at)s, %(agent_id)s, %(device)s, %(document)s, %(operator)s, %(said)s)
on conflict (agent_id, device, document, device_at) where device_at is not null do nothing

-- name: open
select p.id, p.occurred_at, a.code as agent, a.site_id, s.code as site, p.device, p.document, p.operator,
    u.id as user_id, p.said, p.detail <> '' as told
from production_said p
join agent a on a.id = p.agent_id
join site s on s.id = a.site_id
left join app_user u on u.login = p.operator
where p.outcome is null and p.id > %(after)s
order by p.id
limit %(limit)s

-- name: claim
select id from production_said where id = %(id)s and outcome is null for update

-- name: done
update production_said set outcome = %(outcome)s, detail = %(detail)s where id = %(id)s

-- name: waits
update production_said set detail = %(detail)s where id = %(id)s and outcome is null

-- name: to_make
-- orders at work, the earliest due first
select o.number, o.bom_id, b.item_id, i.sku, i.name, o.qty, o.made_qty, o.spoilt_qty, f.code as source, o.due_on,
    o.id
from production_order o
join bom b on b.id = o.bom_id
join item i on i.id = b.item_id
left join location f on f.id = o.source_id
where o.site_id = %(site_id)s and o.kind = 'assemble'
    and o.state in ('released', 'started', 'partly_produced') and o.made_qty < o.qty
order by o.due_on nulls last, o.id
limit %(limit)s

-- name: to_take_apart
-- kits that are to be taken apart, the earliest due first
select o.number, o.bom_id, i.sku, i.name, o.qty, o.made_qty, f.code as source, o.due_on
from production_order o
join bom b on b.id = o.bom_id
join item i on i.id = b.item_id
left join location f on f.id = o.source_id
where o.site_id = %(site_id)s and o.kind = 'disassemble'
    and o.state in ('released', 'started', 'partly_produced') and o.made_qty < o.qty
order by o.due_on nulls last, o.id
limit %(limit)s

-- name: at_work
-- how many of each kind there are in all, told or not
select o.kind, count(*)
from production_order o
where o.site_id = %(site_id)s and o.state in ('released', 'started', 'partly_produced') and o.made_qty < o.qty
group by o.kind

-- name: names
select id, sku, name from item where id = any(%(ids)s::int[])
