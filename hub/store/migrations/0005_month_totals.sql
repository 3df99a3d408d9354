-- Sums of a past month's day rows, so that a figure of a year reads 12 rows an item and not 365.
-- A month is closed by a job once it is over; when something comes late for it, the late movement's own transaction
-- sums it up anew. Columns as in day_total; moments run to month_end, the site's next local midnight.
create table month_total (
    site_id smallint not null,
    item_id integer not null,
    month date not null check (extract(day from month) = 1),
    month_end timestamptz not null,
    qty_in numeric(18, 6) not null default 0,
    qty_out numeric(18, 6) not null default 0,
    value_in numeric(20, 6) not null default 0,
    value_out numeric(20, 6) not null default 0,
    units_sold numeric(18, 6) not null default 0,
    cogs numeric(20, 6) not null default 0,
    revenue numeric(20, 6) not null default 0,
    cost_variance numeric(20, 6) not null default 0,
    moment_qty numeric(38, 12) not null default 0,
    moment_value numeric(38, 12) not null default 0,
    primary key (site_id, item_id, month)
);
create index month_total_by_month on month_total (site_id, month);

-- every day row of the item before this day is in month_total too. It stands here because whoever changes day rows
-- holds this row locked, and so does the job that closes months
alter table item_cost add column months_until date not null default '0001-01-01';

-- stock at a moment within a past day reads that day's movements: they lie nearly in this order
create index movement_by_occurred on movement using brin (occurred_at) with (pages_per_range = 32, autosummarize = on);
