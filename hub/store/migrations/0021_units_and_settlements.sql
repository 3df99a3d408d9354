-- Packages that stand whole, and what a return does to its order -----------------------------------------------

-- where a package stands whole: it is moved by its number. Null: it is under way, or was broken up
alter table ship_package add column location_id integer references location;
alter table ship_package add column broken_at timestamptz;
create index ship_package_standing on ship_package (location_id) where location_id is not null;

-- replace: the order's line is open again; credit: the order is lowered by what went back
alter table supplier_return add column settlement text check (settlement in ('replace', 'credit'));
alter table purchase_order_line drop constraint purchase_order_line_qty_check;
alter table purchase_order_line add constraint purchase_order_line_qty_check check (qty >= 0);
alter table purchase_order_event drop constraint purchase_order_event_kind_check;
alter table purchase_order_event add constraint purchase_order_event_kind_check check (kind in
    ('created', 'changed', 'approved', 'sent', 'confirmed', 'received', 'returned', 'called_off', 'closed', 'cancelled'));
