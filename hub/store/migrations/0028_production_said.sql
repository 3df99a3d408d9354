-- What terminals say was done on production orders; a job reports it, as a person would.
create table production_said (
    id bigint generated always as identity primary key,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    agent_id smallint not null references agent,
    device text not null,
    document text not null,
    operator text,
    said jsonb not null,
    -- null: still to be reported; it may have to wait for goods that others have not told of yet
    outcome text check (outcome in ('reported', 'refused')),
    detail text not null default ''
);
create index production_said_open on production_said (id) where outcome is null;
