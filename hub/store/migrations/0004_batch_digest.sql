-- What came under a number, so that a repetition can be told from another batch with the same number.

-- one row for each run of neighbouring numbers that a transaction took of an epoch: 8 bytes of SHA-256 each
create table batch_digest (
    epoch_id integer not null,
    first_seq bigint not null,
    recorded_at timestamptz not null,
    digests bytea not null,
    primary key (epoch_id, first_seq)
);
create index batch_digest_by_age on batch_digest using brin (recorded_at) with (autosummarize = on);

-- up to here no digest was ever kept: what comes again from before is a repetition, as it always was
alter table agent_epoch add column undigested_upto bigint not null default 0;
update agent_epoch set undigested_upto =
    greatest(upto, coalesce((select max(seq) from unnest(beyond) as early (seq)), 0));

-- the other batches that came under numbers which were taken, whatever was decided of them
create index quarantine_by_number on quarantine (agent_id, epoch, seq) where idx is null and seq is not null;
