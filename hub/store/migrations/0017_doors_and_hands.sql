-- One unloading counted by a portal and by hands, and what is written down of each item ------------------------

-- pieces of an unloading by their serial numbers. booked: a movement that the portal reported stands for it
create table receipt_piece (
    receipt_id bigint not null references receipt on delete cascade,
    item_id integer not null references item,
    serial text not null,
    seen boolean not null,
    scanned boolean not null,
    booked boolean not null,
    primary key (receipt_id, item_id, serial)
);

-- what was counted by hand without serial numbers
create table receipt_plain (
    receipt_id bigint not null references receipt on delete cascade,
    item_id integer not null references item,
    qty numeric(18, 6) not null check (qty > 0),
    primary key (receipt_id, item_id)
);

-- which unloading was at a place at a time; which codes nobody could place
create index receipt_at_place on receipt (location_id, opened_at);
create index device_event_scan on device_event (occurred_at) where kind = 'scan';

-- lot_serial: both are written down; tracks_expiry: and the day until which it may be used
alter table item drop constraint item_tracking_check;
alter table item add constraint item_tracking_check check (tracking in ('none', 'lot', 'serial', 'lot_serial'));
alter table item add column tracks_expiry boolean not null default false;
