-- Which pieces a transfer is of, where its items are followed by serial number.
create table transfer_piece (
    transfer_id bigint not null,
    line integer not null,
    serial text not null check (length(serial) between 1 and 64),
    -- null: planned, or under way
    became text check (became in ('received', 'back', 'lost')),
    primary key (transfer_id, line, serial),
    foreign key (transfer_id, line) references transfer_line on delete cascade
);

-- the pieces that the difference is of, as far as they are known
alter table transfer_difference add column serials text[] not null default '{}';
