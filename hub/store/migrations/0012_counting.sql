-- Counts: planned, taken, counted blind, judged, and their variances posted.

-- a site's rules; a site without a row has hub.domain.counting.Policy's own
create table count_policy (
    site_id smallint primary key references site,
    days_a smallint not null check (days_a between 1 and 366),
    days_b smallint not null check (days_b between 1 and 366),
    days_c smallint not null check (days_c between 1 and 366),
    tolerance_a numeric(7, 6) not null check (tolerance_a between 0 and 1),
    tolerance_b numeric(7, 6) not null check (tolerance_b between 0 and 1),
    tolerance_c numeric(7, 6) not null check (tolerance_c between 0 and 1),
    small_weekday smallint not null check (small_weekday between 0 and 7),
    small_max_lines integer not null check (small_max_lines between 1 and 10000),
    small_due_days smallint not null check (small_due_days between 0 and 60),
    large_day smallint not null check (large_day between 0 and 28),
    large_due_days smallint not null check (large_due_days between 0 and 60),
    auto_limit numeric(18, 6) not null check (auto_limit >= 0),
    operator_limit numeric(18, 6) not null check (operator_limit >= 0),
    manager_limit numeric(18, 6) not null check (manager_limit >= 0)
);

-- what the clock has planned already, so that it is planned once
create table count_plan (
    site_id smallint not null references site,
    kind text not null check (kind in ('weekly', 'monthly')),
    planned_for date not null,
    planned_at timestamptz not null,
    counts integer not null,
    primary key (site_id, kind, planned_for)
);

create table count_task (
    id bigint generated always as identity primary key,
    number text not null unique generated always as ('CNT-' || id::text) stored,
    site_id smallint not null references site,
    location_id integer not null references location,
    -- all that stands at the place, what is not found counting as none; otherwise the lines alone
    whole boolean not null,
    origin text not null check (origin in ('weekly', 'monthly', 'exception', 'shelf', 'asked')),
    cause text not null default '',
    alarm_id bigint,
    state text not null default 'planned'
        check (state in ('planned', 'counting', 'recount', 'to_approve', 'posted', 'cancelled')),
    round smallint not null default 1,
    -- the terminal that is to count; null: any of the site
    agent_id smallint references agent,
    created_at timestamptz not null,
    due_at timestamptz not null,
    taken_at timestamptz,
    taken_by text,
    taken_agent_id smallint references agent,
    counted_at timestamptz,
    counted_by text,
    value_at_stake numeric(20, 6),
    decided_at timestamptz,
    decided_by integer references app_user,
    reason text not null default '',
    note text not null default ''
);
create index count_task_open on count_task (site_id, location_id)
    where state in ('planned', 'counting', 'recount', 'to_approve');
create unique index count_task_of_alarm on count_task (alarm_id) where alarm_id is not null;

-- ledger_qty: at counted_at, by all that was known at the last look; variance_qty: what was posted, all in all
create table count_line (
    task_id bigint not null references count_task on delete cascade,
    item_id integer not null references item,
    lot text not null default '',
    site_id smallint not null references site,
    location_id integer not null references location,
    abc text not null check (abc in ('A', 'B', 'C')),
    round smallint not null default 1,
    counted_qty numeric(18, 6) check (counted_qty >= 0),
    counted_at timestamptz,
    method text,
    first_qty numeric(18, 6),
    ledger_qty numeric(18, 6),
    unit_cost numeric(18, 6),
    accurate boolean,
    variance_qty numeric(18, 6) not null default 0,
    posted_at timestamptz,
    -- up to which of the item's movements those that came late were looked for
    settled_id bigint not null default 0,
    primary key (task_id, item_id, lot)
);
create index count_line_posted on count_line (item_id, location_id, lot, counted_at) where posted_at is not null;
create index count_line_recent on count_line (counted_at) where posted_at is not null;

-- what terminals said they did with a count; looked at by a job, which alone changes counts for them
create table count_work (
    id bigint generated always as identity primary key,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    agent_id smallint not null references agent,
    device text not null,
    document text not null,
    round smallint not null,
    action text not null check (action in ('taken', 'given_back', 'closed')),
    lines integer not null default 0,
    operator text,
    outcome text
);
create index count_work_open on count_work (id) where outcome is null;

alter table stock_count
    add column document text,
    add column round smallint,
    add column operator text;
create index stock_count_of_document on stock_count (document, round) where document is not null;
create index stock_count_of_place on stock_count (location_id, item_id, lot, occurred_at);

create table shelf_weight (
    recorded_at timestamptz not null,
    reading_id bigint not null,
    occurred_at timestamptz not null,
    site_id smallint not null,
    location_id integer not null,
    item_id integer not null,
    weight_g numeric(18, 6) not null,
    ledger_qty numeric(18, 6) not null,
    expected_g numeric(18, 6) not null,
    tolerance_g numeric(18, 6) not null,
    -- null: the weight cannot tell so many pieces apart
    weight_qty numeric(18, 6),
    within boolean not null
);
comment on table shelf_weight is
    'a shelf''s net weight beside what the ledger has for that moment, reading by reading';
create index shelf_weight_by_reading on shelf_weight (reading_id);
create index shelf_weight_by_place on shelf_weight (location_id, occurred_at);

do $$
begin
    if exists (select from pg_extension where extname = 'timescaledb') then
        perform create_hypertable('shelf_weight', 'recorded_at',
            chunk_time_interval => interval '7 days', create_default_indexes => false, if_not_exists => true);
    end if;
end
$$;
