-- Goods in: what suppliers have announced, what came, what was wrong with it, and what is held.

-- hold: waits for somebody's word on its quality; damaged: waits for somebody's word on what becomes of it
alter table location drop constraint location_kind_check;
alter table location add constraint location_kind_check check (kind in (
    'dock', 'shelf', 'bench', 'storage', 'in_transit', 'hold', 'damaged',
    'supplier', 'customer', 'loss_gain', 'scrap', 'production'));

-- of qty, what stands on hold, damaged or in transit: ours, but not free. The ledger keeps it with qty, so that a
-- reservation is still one conditional update of one row
alter table item_cost add column held numeric(18, 6) not null default 0;
update item_cost c set held = found.qty
from (
    select l.site_id, b.item_id, sum(b.qty) as qty
    from balance b join location l on l.id = b.location_id
    where l.kind = 'in_transit'
    group by l.site_id, b.item_id
) found
where c.site_id = found.site_id and c.item_id = found.item_id;

-- Ship notices -----------------------------------------------------------------------------------------

-- what a supplier says is on its way; number: his own, of the delivery note
create table ship_notice (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    supplier_id integer not null references supplier,
    order_id bigint not null references purchase_order,
    number text not null check (length(number) between 1 and 64),
    state text not null default 'announced'
        check (state in ('announced', 'partly_arrived', 'arrived', 'closed', 'cancelled')),
    due_on date,
    created_at timestamptz not null,
    created_by integer references app_user,
    arrived_at timestamptz,
    closed_at timestamptz,
    unique (supplier_id, number)
);
create index ship_notice_order on ship_notice (order_id);
create index ship_notice_open on ship_notice (site_id) where state in ('announced', 'partly_arrived');

create table ship_package (
    id bigint generated always as identity primary key,
    notice_id bigint not null references ship_notice,
    sscc text not null check (sscc ~ '^[0-9]{18}$'),
    state text not null default 'underway' check (state in ('underway', 'arrived', 'void')),
    arrived_at timestamptz,
    unique (notice_id, sscc)
);
-- GS1 lets a number be used again a year after; never by two packages that are on their way at once
create unique index ship_package_underway on ship_package (sscc) where state = 'underway';

-- quantities in base units
create table ship_package_line (
    package_id bigint not null references ship_package,
    line integer not null check (line > 0),
    item_id integer not null references item,
    qty numeric(18, 6) not null check (qty > 0),
    lot text not null default '',
    expiry date,
    primary key (package_id, line)
);

-- Receiving --------------------------------------------------------------------------------------------

-- a site without a row shows its receivers what was ordered
create table receiving_policy (
    site_id smallint primary key references site,
    blind boolean not null
);

-- an unloading at a dock door: its goods are movements of kind receipt whose document is the same. Who unloads at a
-- terminal has an agent and its session; who does it in the office has neither
create table receipt (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    document text not null check (length(document) between 1 and 64),
    location_id integer not null references location,
    agent_id smallint references agent,
    session text check ((session is null) = (agent_id is null)),
    operator text,
    blind boolean not null default false,
    opened_at timestamptz not null,
    closed_at timestamptz,
    unique (agent_id, session)
);
create index receipt_open on receipt (site_id, location_id) where closed_at is null;
create index receipt_document on receipt (site_id, document);

-- What is not as ordered, for somebody to decide. Of over and short there is one undecided row for an order's item:
-- what is decided and what is not make up the whole difference.
create table receipt_exception (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    document text not null default '',
    order_id bigint references purchase_order,
    item_id integer not null references item,
    lot text not null default '',
    kind text not null check (kind in ('over', 'short', 'wrong_item', 'damaged')),
    qty numeric(18, 6) not null check (qty > 0),
    -- where the goods stand; what is short stands nowhere
    location_id integer references location,
    raised_at timestamptz not null,
    decision text check (decision in ('accept', 'return', 'scrap', 'claim')),
    decided_at timestamptz,
    decided_by integer references app_user,
    reason text not null default '',
    movement_id bigint,
    check ((decision is null) = (decided_at is null))
);
create unique index receipt_exception_of_order on receipt_exception (order_id, item_id, kind)
    where decision is null and kind in ('over', 'short', 'wrong_item');
create index receipt_exception_order on receipt_exception (order_id, item_id);
create index receipt_exception_open on receipt_exception (site_id, id) where decision is null;

-- Returns to suppliers ---------------------------------------------------------------------------------

create sequence supplier_return_number as bigint;

-- its goods are movements of kind supplier_return whose document is its number
create table supplier_return (
    id bigint generated always as identity primary key,
    number text not null unique check (length(number) between 1 and 64),
    site_id smallint not null references site,
    supplier_id integer references supplier,
    order_id bigint references purchase_order,
    reason text not null,
    created_at timestamptz not null,
    created_by integer references app_user
);
