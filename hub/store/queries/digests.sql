-- name: keep
insert into batch_digest (epoch_id, first_seq, recorded_at, digests)
select epoch_id, first_seq, %(at)s, digests
from unnest(%(epoch_ids)s::int[], %(first_seqs)s::bigint[], %(digests)s::bytea[])
    as given (epoch_id, first_seq, digests)

-- name: find
-- runs do not overlap, so a number can only be in the last one that begins at or below it; substring counts from 1
select asked.epoch_id, asked.seq,
    (select case when asked.seq - d.first_seq < octet_length(d.digests) / %(size)s then
            substring(d.digests from ((asked.seq - d.first_seq) * %(size)s + 1)::int for %(size)s) end
        from batch_digest d
        where d.epoch_id = asked.epoch_id and d.first_seq <= asked.seq
        order by d.first_seq desc limit 1) as digest,
    e.undigested_upto
from unnest(%(epoch_ids)s::int[], %(seqs)s::bigint[]) as asked (epoch_id, seq)
join agent_epoch e on e.id = asked.epoch_id

-- name: delete_older
delete from batch_digest where recorded_at < %(before)s
