-- Who and where --------------------------------------------------------------------------------------

create table site (
    id smallint generated always as identity primary key,
    code text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
    name text not null,
    timezone text not null default 'UTC',
    currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
    year_days smallint not null default 365 check (year_days in (360, 365)),
    valuation text not null default 'moving_average' check (valuation in ('moving_average'))
);

create table location (
    id integer generated always as identity primary key,
    site_id smallint not null references site,
    code text not null check (length(code) between 1 and 64),
    name text not null default '',
    kind text not null check (kind in (
        'dock', 'shelf', 'bench', 'storage', 'in_transit',
        'supplier', 'customer', 'loss_gain', 'scrap', 'production')),
    -- outside the walls: what stands there is not stock, and its balance is the mirror of ours
    outside boolean not null generated always as
        (kind in ('supplier', 'customer', 'loss_gain', 'scrap', 'production')) stored,
    unique (site_id, code)
);

create table item (
    id integer generated always as identity primary key,
    sku text not null unique check (length(sku) between 1 and 64),
    name text not null default '',
    category text not null default '',
    unit text not null default 'pcs',
    qty_decimals smallint not null default 0 check (qty_decimals between 0 and 6),
    unit_weight_g numeric(14, 4) check (unit_weight_g > 0),
    unit_weight_sd_g numeric(14, 4) check (unit_weight_sd_g >= 0),
    price numeric(18, 6) check (price >= 0),
    standard_cost numeric(18, 6) check (standard_cost >= 0),
    active boolean not null default true,
    created_at timestamptz not null default now()
);

-- every code that stands for an item: its own SKU, GTINs of the unit and of packs; qty base units a scan
create table item_code (
    code text primary key check (length(code) between 1 and 64),
    item_id integer not null references item,
    kind text not null check (kind in ('sku', 'gtin', 'other')),
    qty numeric(18, 6) not null default 1 check (qty > 0)
);
create index item_code_item on item_code (item_id);

-- one row: goes up by one with whatever agents must be told again
create table catalog_version (
    only_row boolean primary key default true check (only_row),
    version bigint not null default 1
);
insert into catalog_version default values;

create table agent (
    id smallint generated always as identity primary key,
    site_id smallint not null references site,
    code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
    key bytea not null check (length(key) >= 16),
    enabled boolean not null default true,
    config jsonb not null default '{}',
    -- goes up whenever what the agent is told changes: digest of what was told last, by the gateway
    config_version integer not null default 1,
    config_digest bytea,
    tasks_version integer not null default 1,
    tasks_digest bytea,
    -- what the agent said of itself last; an unsigned last will is the broker's word, and says online = false
    state jsonb,
    state_at timestamptz,
    online boolean not null default false,
    unique (site_id, code)
);

-- what of an agent's outbox is applied: all up to `upto`, and the few beyond it that came early
create table agent_epoch (
    id integer generated always as identity primary key,
    agent_id smallint not null references agent,
    epoch text not null check (length(epoch) between 1 and 64),
    upto bigint not null default 0,
    beyond bigint[] not null default '{}',
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    unique (agent_id, epoch)
);

-- Stock of record ------------------------------------------------------------------------------------

create sequence movement_id as bigint;

-- append only; the id gives, for an item, the order in which balances and costs were applied.
-- value: what the movement changed the stock's value by, 0 inside the walls; unit_cost: what a unit came or
-- left at, inside the walls the average it had; revenue is negative for goods that a customer gave back
create table movement (
    recorded_at timestamptz not null,
    id bigint not null,
    occurred_at timestamptz not null,
    site_id smallint not null,
    item_id integer not null,
    kind text not null,
    qty numeric(18, 6) not null,
    source_id integer not null,
    destination_id integer not null,
    unit_cost numeric(18, 6) not null,
    value numeric(20, 6) not null,
    revenue numeric(20, 6),
    lot text not null default '',
    serial text,
    expiry date,
    document text,
    epoch_id integer,
    seq bigint,
    idx smallint,
    device text,
    user_id integer,
    reverses bigint,
    evidence jsonb
);
create index movement_by_id on movement (id);
create index movement_by_item on movement (item_id, id);
create index movement_by_document on movement (document) where document is not null;
create index movement_reversal on movement (reverses) where reverses is not null;

create table balance (
    item_id integer not null references item,
    location_id integer not null references location,
    lot text not null default '',
    qty numeric(18, 6) not null,
    primary key (item_id, location_id, lot)
) with (fillfactor = 70);
-- whole, not only where qty <> 0: a column of a predicate would forbid in-page updates of the hottest table
create index balance_by_location on balance (location_id);

create function movement_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'movement is append only: reverse a mistake by another movement that names it'
        using errcode = 'restrict_violation';
end
$$;
create trigger movement_append_only before update or delete on movement
    for each statement execute function movement_is_append_only();

-- moving average: value of what stands inside the walls; unit cost is value / qty while qty > 0.
-- last_unit_cost: the average when there last was stock; what goes out below zero is valued at it
create table item_cost (
    site_id smallint not null references site,
    item_id integer not null references item,
    qty numeric(18, 6) not null default 0,
    value numeric(20, 6) not null default 0,
    last_unit_cost numeric(18, 6) not null default 0,
    primary key (site_id, item_id)
) with (fillfactor = 70);

-- crossings of the walls by the site's calendar day of occurred_at.
-- value_in - value_out is the change of the stock's value; what a receipt cost beyond that, because it covered
-- stock that had already left at another cost, is cost_variance.
-- moment = sum of (change of value or qty) x seconds from then to day_end, to the microsecond.
-- day_end: the next local midnight, kept because there is one calendar (hub.domain.calendar), not two
create table day_total (
    site_id smallint not null,
    item_id integer not null,
    day date not null,
    day_end timestamptz not null,
    qty_in numeric(18, 6) not null default 0,
    qty_out numeric(18, 6) not null default 0,
    value_in numeric(20, 6) not null default 0,
    value_out numeric(20, 6) not null default 0,
    units_sold numeric(18, 6) not null default 0,
    cogs numeric(20, 6) not null default 0,
    revenue numeric(20, 6) not null default 0,
    cost_variance numeric(20, 6) not null default 0,
    moment_qty numeric(38, 12) not null default 0,
    moment_value numeric(38, 12) not null default 0,
    primary key (site_id, item_id, day)
) with (fillfactor = 80);
create index day_total_by_day on day_total (site_id, day);

-- What devices measured and said besides --------------------------------------------------------------

create sequence reading_id as bigint;

create table reading (
    id bigint not null default nextval('reading_id'),
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    agent_id smallint not null,
    device text not null,
    location_id integer,
    quantity text not null,
    value numeric(18, 6) not null,
    unit text not null,
    evidence jsonb
);
create index reading_by_id on reading (id);
create index reading_by_device on reading (agent_id, device, id);

create table stock_count (
    id bigint generated always as identity primary key,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    agent_id smallint,
    device text,
    item_id integer not null references item,
    location_id integer not null references location,
    lot text not null default '',
    counted_qty numeric(18, 6) not null,
    ledger_qty numeric(18, 6) not null,
    method text not null,
    evidence jsonb
);

-- faults, opened and closed receipts, scans that nobody could place: what people look through
create table device_event (
    id bigint generated always as identity primary key,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    agent_id smallint not null references agent,
    device text not null,
    kind text not null check (kind in ('fault', 'receipt', 'scan')),
    code text not null default '',
    detail text not null default '',
    evidence jsonb
);
create index device_event_by_agent on device_event (agent_id, id);

-- what an agent sends again and again is kept once, and counted
create table quarantine (
    id bigint generated always as identity primary key,
    received_at timestamptz not null,
    last_received_at timestamptz not null,
    times integer not null default 1,
    topic text not null,
    agent_id smallint references agent,
    epoch text,
    seq bigint,
    idx smallint,
    reason text not null,
    detail text not null,
    payload bytea not null,
    status text not null default 'held'
        check (status in ('held', 'replay_requested', 'replayed', 'discarded')),
    resolved_at timestamptz,
    resolved_by text
);
create unique index quarantine_same on quarantine (topic, sha256(payload))
    where idx is null and status in ('held', 'replay_requested');
create index quarantine_open on quarantine (id) where status in ('held', 'replay_requested');

create table alarm (
    id bigint generated always as identity primary key,
    kind text not null,
    subject text not null,
    detail text not null default '',
    site_id smallint references site,
    raised_at timestamptz not null,
    cleared_at timestamptz
);
create unique index alarm_open on alarm (kind, subject) where cleared_at is null;

-- Sales ------------------------------------------------------------------------------------------------

create table sales_order (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    number text not null check (length(number) between 1 and 64),
    customer text not null default '',
    status text not null default 'released' check (status in ('released', 'shipped', 'cancelled')),
    agent_id smallint references agent,
    released_at timestamptz not null,
    shipped_at timestamptz,
    unique (site_id, number)
);
create index sales_order_open on sales_order (site_id, agent_id) where status = 'released';

create table sales_order_line (
    order_id bigint not null references sales_order on delete cascade,
    line integer not null,
    item_id integer not null references item,
    qty numeric(18, 6) not null check (qty > 0),
    unit_price numeric(18, 6) not null check (unit_price >= 0),
    shipped_qty numeric(18, 6) not null default 0,
    primary key (order_id, line)
);
create index sales_order_line_item on sales_order_line (order_id, item_id);

create table carton (
    id bigint generated always as identity primary key,
    order_id bigint references sales_order,
    order_number text not null,
    code text not null,
    packed_at timestamptz not null,
    agent_id smallint not null references agent,
    operator text,
    lines jsonb not null,
    expected_weight_g numeric(14, 4) not null,
    measured_weight_g numeric(14, 4),
    tolerance_g numeric(14, 4) not null,
    verdict text not null,
    unique (agent_id, code)
);

-- People -----------------------------------------------------------------------------------------------

create table app_user (
    id integer generated always as identity primary key,
    login text not null unique check (length(login) between 1 and 64),
    name text not null default '',
    role text not null check (role in ('admin', 'manager', 'operator', 'viewer')),
    password_hash text,
    badge_hash text,
    pin_hash text,
    language text not null default 'en' check (language in ('en', 'zh_CN')),
    enabled boolean not null default true,
    created_at timestamptz not null default now()
);

create table api_token (
    token_hash bytea primary key,
    user_id integer not null references app_user,
    label text not null default '',
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);

-- the answer that was given to a request, so that a repeated one gets it again
create table idempotent_request (
    user_id integer not null references app_user,
    key text not null check (length(key) between 1 and 200),
    request_hash bytea not null,
    status smallint not null,
    response jsonb not null,
    created_at timestamptz not null default now(),
    primary key (user_id, key)
);

create table import_run (
    id bigint generated always as identity primary key,
    kind text not null,
    file_name text not null,
    file_sha256 bytea not null,
    options jsonb not null,
    summary jsonb not null,
    finished_at timestamptz not null default now()
);
