-- What hand scanners count goes on the lines of a count, too: one that is open at the place, or one of its own.
alter table stock_count
    add column task_id bigint references count_task,
    add column outcome text check (outcome in ('used', 'failed', 'unasked'));
comment on column stock_count.outcome is
    'of a count that names no task: used (for task_id), failed, or unasked: from before such were used; null: to be used';
update stock_count set outcome = 'unasked' where document is null;
create index stock_count_unused on stock_count (id) where document is null and outcome is null;

alter table count_task drop constraint count_task_origin_check;
alter table count_task add constraint count_task_origin_check
    check (origin in ('weekly', 'monthly', 'exception', 'shelf', 'asked', 'scanned'));
