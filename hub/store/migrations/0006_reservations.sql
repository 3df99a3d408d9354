-- What people have planned to use: stock that is promised and still stands there. It is the sum of open_qty of the
-- item's reservations at the site; the row is locked by whoever changes either, so they never disagree.
alter table item_cost add column reserved numeric(18, 6) not null default 0 check (reserved >= 0);

create table reservation (
    id bigint generated always as identity primary key,
    site_id smallint not null references site,
    item_id integer not null references item,
    -- what it is for: a sales order's number, a name
    document text not null check (length(document) between 1 and 64),
    qty numeric(18, 6) not null check (qty > 0),
    shipped_qty numeric(18, 6) not null default 0 check (shipped_qty >= 0),
    released_qty numeric(18, 6) not null default 0 check (released_qty >= 0),
    open_qty numeric(18, 6) not null generated always as (qty - shipped_qty - released_qty) stored check (open_qty >= 0),
    user_id integer references app_user,
    reserved_at timestamptz not null,
    closed_at timestamptz
);
create index reservation_open on reservation (site_id, document, item_id) where closed_at is null;
create index reservation_of_item on reservation (item_id, id);
