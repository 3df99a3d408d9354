-- What was not acknowledged is its sender's still, and anybody can send it: that part is limited, the rest is not.
create index quarantine_unacknowledged on quarantine (last_received_at, id) where seq is null and status = 'held';

-- one row: how many of those had to make room, each time that one came counted
create table quarantine_dropped (
    only_row boolean primary key default true check (only_row),
    messages bigint not null default 0,
    last_at timestamptz
);
insert into quarantine_dropped default values;
