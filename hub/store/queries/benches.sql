-- name: stood
-- at benches, and the latest carton for which they had some
select asked.item_id, asked.bench_id, asked.lot, coalesce(b.qty, 0), s.until
from unnest(%(item_ids)s::int[], %(bench_ids)s::int[], %(lots)s::text[]) as asked (item_id, bench_id, lot)
left join balance b on b.item_id = asked.item_id and b.location_id = asked.bench_id and b.lot = asked.lot
left join bench_shipped s on s.item_id = asked.item_id and s.bench_id = asked.bench_id and s.lot = asked.lot

-- name: advances
-- of shipments since the goods were brought
select a.item_id, a.bench_id, a.lot, a.source_id, a.until, a.qty, a.document, a.id
from unnest(%(item_ids)s::int[], %(bench_ids)s::int[], %(lots)s::text[], %(since)s::timestamptz[])
    as asked (item_id, bench_id, lot, since)
join bench_advance a on a.item_id = asked.item_id and a.bench_id = asked.bench_id and a.lot = asked.lot
    and a.until >= asked.since
order by a.until, a.id

-- name: add
insert into bench_advance (item_id, bench_id, lot, source_id, until, qty, document)
values (%(item_id)s, %(bench_id)s, %(lot)s, %(source_id)s, %(until)s, %(qty)s, %(document)s)

-- name: change
update bench_advance set qty = %(qty)s where id = %(id)s

-- name: delete
delete from bench_advance where id = any(%(ids)s::bigint[])

-- name: shipped
insert into bench_shipped (item_id, bench_id, lot, until) values (%(item_id)s, %(bench_id)s, %(lot)s, %(until)s)
on conflict (item_id, bench_id, lot) do update set until = greatest(bench_shipped.until, excluded.until)

-- name: delete_older
with shipped as (delete from bench_shipped where until < %(before)s)
delete from bench_advance where until < %(before)s
