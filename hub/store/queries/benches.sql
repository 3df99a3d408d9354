-- name: stood
select b.item_id, b.location_id, b.lot, b.qty
from unnest(%(item_ids)s::int[], %(bench_ids)s::int[], %(lots)s::text[]) as asked (item_id, bench_id, lot)
join balance b on b.item_id = asked.item_id and b.location_id = asked.bench_id and b.lot = asked.lot

-- name: loans
select l.item_id, l.bench_id, l.lot, l.source_id, l.until, l.qty
from unnest(%(item_ids)s::int[], %(bench_ids)s::int[], %(lots)s::text[]) as asked (item_id, bench_id, lot)
join bench_loan l on l.item_id = asked.item_id and l.bench_id = asked.bench_id and l.lot = asked.lot

-- name: advances
-- those of which goods that came then may have been, and not of a day before (hub.domain.benches.REMEMBERED)
select a.item_id, a.bench_id, a.lot, a.source_id, a.until, a.qty, a.document, a.id
from unnest(%(item_ids)s::int[], %(bench_ids)s::int[], %(lots)s::text[], %(since)s::timestamptz[])
    as asked (item_id, bench_id, lot, since)
join bench_advance a on a.item_id = asked.item_id and a.bench_id = asked.bench_id and a.lot = asked.lot
where a.until >= asked.since - interval '1 day' and (a.until >= asked.since or exists (
    select from bench_loan l
    where l.item_id = a.item_id and l.bench_id = a.bench_id and l.lot = a.lot and l.until >= asked.since
))
order by a.until, a.id

-- name: add
insert into bench_advance (item_id, bench_id, lot, source_id, until, qty, document)
values (%(item_id)s, %(bench_id)s, %(lot)s, %(source_id)s, %(until)s, %(qty)s, %(document)s)

-- name: change
update bench_advance set qty = %(qty)s where id = %(id)s

-- name: delete
delete from bench_advance where id = any(%(ids)s::bigint[])

-- name: lend
insert into bench_loan (item_id, bench_id, lot, source_id, until, qty)
values (%(item_id)s, %(bench_id)s, %(lot)s, %(source_id)s, %(until)s, %(qty)s)
on conflict (item_id, bench_id, lot, source_id) do update set until = excluded.until, qty = excluded.qty

-- name: delete_older
with lent as (delete from bench_loan where until < %(before)s)
delete from bench_advance where until < %(before)s
