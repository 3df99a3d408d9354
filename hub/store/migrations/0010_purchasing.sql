-- Suppliers: who delivers what, how fast, at what price ------------------------------------------------

create table supplier (
    id integer generated always as identity primary key,
    code text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
    name text not null check (length(name) between 1 and 200),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- what it promises, from sent to received; what it takes is measured from the orders
    lead_time_days smallint check (lead_time_days between 0 and 1000),
    contact text not null default '',
    email text not null default '',
    phone text not null default '',
    address text not null default '',
    language text not null default 'en' check (language in ('en', 'zh_CN')),
    active boolean not null default true,
    -- goes up with every change: who changes it says which one he saw
    version integer not null default 1,
    created_at timestamptz not null default now()
);

-- an item that a supplier delivers; min_qty and pack_qty in base units
create table supplier_item (
    supplier_id integer not null references supplier,
    item_id integer not null references item,
    supplier_sku text not null default '',
    min_qty numeric(18, 6) not null default 0 check (min_qty >= 0),
    pack_qty numeric(18, 6) not null default 0 check (pack_qty >= 0),
    lead_time_days smallint check (lead_time_days between 0 and 1000),
    primary key (supplier_id, item_id)
);
create index supplier_item_item on supplier_item (item_id);

-- of a base unit, in the supplier's currency, for orders of from_qty and more, on the days from valid_from to valid_to
create table supplier_price (
    supplier_id integer not null,
    item_id integer not null,
    valid_from date not null,
    from_qty numeric(18, 6) not null default 0 check (from_qty >= 0),
    valid_to date check (valid_to >= valid_from),
    unit_price numeric(18, 6) not null check (unit_price >= 0),
    primary key (supplier_id, item_id, valid_from, from_qty),
    foreign key (supplier_id, item_id) references supplier_item on delete cascade
);

-- a link that shows a supplier its own orders and items without a log-in. The token bears a signature by `key`, which is
-- of this link alone: taking it back touches no other
create table supplier_link (
    id bigint generated always as identity primary key,
    supplier_id integer not null references supplier,
    key bytea not null check (length(key) >= 32),
    label text not null default '',
    created_at timestamptz not null,
    created_by integer references app_user,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index supplier_link_supplier on supplier_link (supplier_id, id);

-- Purchase orders --------------------------------------------------------------------------------------

-- how much a role may approve at once; the row without a currency holds for those that have none of their own
create table purchase_limit (
    role text not null check (role in ('admin', 'manager', 'operator')),
    currency text not null default '' check (currency ~ '^([A-Z]{3})?$'),
    amount numeric(20, 6) check (amount >= 0), -- null: any
    primary key (role, currency)
);
insert into purchase_limit (role, amount) values ('operator', 0), ('manager', 10000), ('admin', null);

create sequence purchase_order_number as bigint;

create table purchase_order (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    supplier_id integer not null references supplier,
    -- what a receipt names as its document
    number text not null unique check (length(number) between 1 and 64),
    -- a blanket agrees on quantities that call-offs draw on; nothing is received on it itself
    kind text not null default 'order' check (kind in ('order', 'blanket', 'call_off')),
    blanket_id bigint references purchase_order check ((blanket_id is not null) = (kind = 'call_off')),
    state text not null default 'draft' check (state in
        ('draft', 'approved', 'sent', 'partly_received', 'received', 'closed', 'cancelled')),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- of one unit of it in the site's currency: what a receipt costs is booked in that one
    exchange_rate numeric(18, 8) not null default 1 check (exchange_rate > 0),
    valid_until date, -- a blanket's last day for call-offs
    supplier_reference text not null default '', -- what the supplier calls it
    note text not null default '',
    -- up to here it is approved; an edit beyond that needs another approval
    approved_amount numeric(20, 6),
    created_at timestamptz not null,
    created_by integer references app_user,
    approved_at timestamptz,
    approved_by integer references app_user,
    sent_at timestamptz,
    confirmed_at timestamptz,
    received_at timestamptz,
    closed_at timestamptz,
    version integer not null default 1
);
create index purchase_order_open on purchase_order (site_id, supplier_id)
    where state in ('draft', 'approved', 'sent', 'partly_received');
create index purchase_order_supplier on purchase_order (supplier_id, id);
create index purchase_order_blanket on purchase_order (blanket_id) where blanket_id is not null;

-- quantities in base units, prices of one, in the order's currency. called_qty: of a blanket's line, what its call-offs
-- hold; blanket_line: of a call-off's, whence it draws. received_at: when all of it had come
create table purchase_order_line (
    order_id bigint not null references purchase_order,
    line integer not null check (line > 0),
    item_id integer not null references item,
    qty numeric(18, 6) not null check (qty > 0),
    unit_price numeric(18, 6) not null check (unit_price >= 0),
    expected_on date,
    confirmed_on date,
    received_qty numeric(18, 6) not null default 0 check (received_qty >= 0),
    received_at timestamptz,
    called_qty numeric(18, 6) not null default 0 check (called_qty between 0 and qty),
    blanket_line integer,
    primary key (order_id, line)
);
create index purchase_order_line_item on purchase_order_line (item_id, order_id);

-- what has become of an order: who, when, and what it was before and after
create table purchase_order_event (
    id bigint generated always as identity primary key,
    order_id bigint not null references purchase_order,
    at timestamptz not null,
    kind text not null check (kind in
        ('created', 'changed', 'approved', 'sent', 'confirmed', 'received', 'called_off', 'closed', 'cancelled')),
    user_id integer references app_user,
    link_id bigint references supplier_link, -- the supplier said so
    reason text not null default '',
    before jsonb not null default '{}',
    after jsonb not null default '{}'
);
create index purchase_order_event_order on purchase_order_event (order_id, id);
