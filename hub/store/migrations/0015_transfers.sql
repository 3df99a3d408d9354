-- Transfers: goods of ours from a place to a place, within a site or to another one.

-- other_site: what one site sends and another receives; over all sites its balances add up to what came of transfers
-- beyond what was sent, until somebody has decided on that
alter table location drop constraint location_kind_check;
alter table location add constraint location_kind_check check (kind in (
    'dock', 'shelf', 'bench', 'storage', 'in_transit', 'hold', 'damaged',
    'supplier', 'customer', 'loss_gain', 'scrap', 'production', 'other_site'));
alter table location alter column outside set expression as
    (kind in ('supplier', 'customer', 'loss_gain', 'scrap', 'production', 'other_site'));
insert into location (site_id, code, name, kind) select id, 'other_site', '', 'other_site' from site order by id;

create sequence transfer_number as bigint;

-- its goods are movements of kind transfer whose document is its number; version: of what people change
create table transfer (
    id bigint generated always as identity primary key,
    number text not null unique check (length(number) between 1 and 64),
    from_site_id smallint not null references site,
    to_site_id smallint not null references site,
    -- where it is to come to; null: wherever it is unloaded
    to_location_id integer references location,
    state text not null default 'draft'
        check (state in ('draft', 'in_transit', 'partly_received', 'received', 'closed', 'cancelled')),
    version integer not null default 1,
    due_on date,
    note text not null default '',
    created_at timestamptz not null,
    created_by integer references app_user,
    sent_at timestamptz,
    sent_by integer references app_user,
    -- ended: closed, or cancelled
    ended_at timestamptz,
    reason text not null default ''
);
create index transfer_from on transfer (from_site_id, id);
create index transfer_to on transfer (to_site_id, id);
create index transfer_open on transfer (to_site_id) where state in ('in_transit', 'partly_received', 'received');

-- quantities in base units: qty as planned; of what was sent, what has come, was taken back or given up as lost
create table transfer_line (
    transfer_id bigint not null references transfer,
    line integer not null check (line > 0),
    item_id integer not null references item,
    lot text not null default '',
    from_location_id integer not null references location,
    qty numeric(18, 6) not null check (qty > 0),
    sent_qty numeric(18, 6) not null default 0,
    received_qty numeric(18, 6) not null default 0,
    back_qty numeric(18, 6) not null default 0,
    lost_qty numeric(18, 6) not null default 0,
    primary key (transfer_id, line),
    check (received_qty + back_qty + lost_qty <= sent_qty)
);

-- What came otherwise than it was sent, for somebody to decide. Undecided, there is one row for what is short of an
-- item and lot, and one for what is over at a place.
create table transfer_difference (
    id bigint generated always as identity primary key,
    transfer_id bigint not null references transfer,
    item_id integer not null references item,
    lot text not null default '',
    kind text not null check (kind in ('over', 'short', 'damaged')),
    qty numeric(18, 6) not null check (qty > 0),
    -- where the goods stand; what is short stands nowhere
    location_id integer references location,
    raised_at timestamptz not null,
    decision text check (decision in ('lost', 'take_back', 'sent_more', 'found', 'miscounted', 'keep', 'scrap')),
    decided_at timestamptz,
    decided_by integer references app_user,
    reason text not null default '',
    movement_id bigint,
    check ((decision is null) = (decided_at is null)),
    check ((kind = 'short') = (location_id is null))
);
create unique index transfer_difference_undecided
    on transfer_difference (transfer_id, item_id, lot, kind, coalesce(location_id, 0)) where decision is null;
create index transfer_difference_open on transfer_difference (id) where decision is null;
