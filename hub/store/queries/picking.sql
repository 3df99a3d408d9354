-- name: stands_of
-- how old goods without a lot are, nobody can say
with here as materialized (
    select b.item_id, l.code as location, l.kind as location_kind, b.lot, b.qty
    from balance b join location l on l.id = b.location_id
    where b.item_id = any(%(item_ids)s::int[]) and l.site_id = %(site_id)s and not l.outside and b.qty > 0
)
select here.item_id, here.location, here.location_kind, here.lot, here.qty, known.expiry, known.received_at
from here
left join (
    select lots.item_id, lots.lot, of_lot.expiry, of_lot.received_at
    from (select distinct item_id, lot from here where lot <> '') lots
    cross join lateral (
        select min(m.expiry) as expiry, min(m.occurred_at) filter (where m.kind = 'receipt') as received_at
        from movement m
        where m.item_id = lots.item_id and m.lot = lots.lot and m.lot <> ''
    ) of_lot
) known on known.item_id = here.item_id and known.lot = here.lot
