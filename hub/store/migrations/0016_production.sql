-- Kits and simple production: what items are made of, orders to make them, and what was reported on those.

-- Bills of materials -----------------------------------------------------------------------------------

-- a version that an order was made by stays as it is; a change is another version
create table bom (
    id bigint generated always as identity primary key,
    item_id integer not null references item,
    version integer not null check (version > 0),
    -- a kit can be taken apart again
    kind text not null default 'made' check (kind in ('made', 'kit')),
    output_qty numeric(18, 6) not null check (output_qty > 0),
    -- what orders are made by unless they say otherwise
    active boolean not null default false,
    note text not null default '',
    created_at timestamptz not null,
    created_by integer references app_user,
    -- goes up with every change: who changes it says which one he saw
    edition integer not null default 1,
    unique (item_id, version)
);
create unique index bom_active on bom (item_id) where active;

-- qty for output_qty of what is made, in base units; scrap_percent: so much more is expected to be used up
create table bom_component (
    bom_id bigint not null references bom on delete cascade,
    item_id integer not null references item,
    qty numeric(18, 6) not null check (qty > 0),
    scrap_percent numeric(7, 4) not null default 0 check (scrap_percent between 0 and 100),
    primary key (bom_id, item_id)
);
create index bom_component_item on bom_component (item_id);

-- Orders -----------------------------------------------------------------------------------------------

create sequence production_order_number as bigint;

-- its goods are movements whose document is its number. made_qty: the good ones; of a kit that is taken apart, how many.
-- Values are those of the reports that stand: consumed = produced + scrapped + what is in work
create table production_order (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    number text not null unique check (length(number) between 1 and 64),
    bom_id bigint not null references bom,
    kind text not null default 'assemble' check (kind in ('assemble', 'disassemble')),
    state text not null default 'draft' check (state in
        ('draft', 'released', 'started', 'partly_produced', 'produced', 'closed', 'cancelled')),
    qty numeric(18, 6) not null check (qty > 0),
    made_qty numeric(18, 6) not null default 0 check (made_qty >= 0),
    spoilt_qty numeric(18, 6) not null default 0 check (spoilt_qty >= 0),
    source_id integer references location, -- null: wherever it can be picked, what expires first
    destination_id integer not null references location,
    due_on date,
    note text not null default '',
    consumed_value numeric(20, 6) not null default 0,
    produced_value numeric(20, 6) not null default 0,
    scrapped_value numeric(20, 6) not null default 0,
    created_at timestamptz not null,
    created_by integer references app_user,
    released_at timestamptz,
    started_at timestamptz,
    closed_at timestamptz,
    closed_by integer references app_user,
    close_reason text not null default '',
    version integer not null default 1
);
create index production_order_open on production_order (site_id, id) where state not in ('closed', 'cancelled');
create index production_order_bom on production_order (bom_id);

-- one thing that somebody said has happened; one that was wrong is undone, and stays
create table production_report (
    id bigint generated always as identity primary key,
    order_id bigint not null references production_order,
    at timestamptz not null,
    user_id integer references app_user,
    made_qty numeric(18, 6) not null,
    spoilt_qty numeric(18, 6) not null,
    consumed_value numeric(20, 6) not null,
    produced_value numeric(20, 6) not null,
    scrapped_value numeric(20, 6) not null,
    reason text not null default '',
    undone_at timestamptz,
    undone_by integer references app_user,
    undo_reason text not null default '',
    check ((undone_at is null) = (undo_reason = ''))
);
create index production_report_order on production_report (order_id, id);

-- its movements, kept beside the ledger because of what they were to each other: which lots went into which
create table production_report_line (
    report_id bigint not null references production_report,
    line integer not null,
    role text not null check (role in ('consumed', 'produced', 'scrapped')),
    item_id integer not null references item,
    location_id integer not null references location,
    lot text not null default '',
    serial text,
    expiry date,
    qty numeric(18, 6) not null check (qty > 0),
    value numeric(20, 6) not null,
    movement_id bigint not null unique,
    primary key (report_id, line)
);
create index production_report_line_lot on production_report_line (item_id, lot) where lot <> '';
create index production_report_line_serial on production_report_line (item_id, serial) where serial is not null;
