-- Goods that were packed at a bench and left from their shelf, until it is said that they had been brought to the bench before.
create table bench_advance (
    id bigint generated always as identity primary key,
    item_id int not null references item (id),
    bench_id int not null references location (id),
    lot text not null,
    source_id int not null references location (id),
    until timestamptz not null,
    qty numeric not null check (qty > 0),
    document text not null
);
create index bench_advance_by_goods on bench_advance (item_id, bench_id, lot, until);
create index bench_advance_by_time on bench_advance (until);

-- Goods that were told to be taken from elsewhere and left from the bench: those of others may have been taken for them.
create table bench_loan (
    item_id int not null references item (id),
    bench_id int not null references location (id),
    lot text not null,
    source_id int not null references location (id),
    until timestamptz not null,
    qty numeric not null check (qty >= 0),
    primary key (item_id, bench_id, lot, source_id)
);
create index bench_loan_by_time on bench_loan (until);
