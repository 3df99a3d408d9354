-- Which ABC classes a site's small and its large counts take.
alter table count_policy
    add column small_classes text not null default 'ABC' check (small_classes ~ '^A?B?C?$' and small_classes <> ''),
    add column large_classes text not null default 'ABC' check (large_classes ~ '^A?B?C?$' and large_classes <> '');
