-- The way of a lot or a serial number is read without the rest of its item's history; what is counted without either,
-- as most goods are, costs these indexes nothing.
create index movement_by_lot on movement (item_id, lot, id) where lot <> '';
create index movement_by_serial on movement (item_id, serial, id) where serial is not null;
