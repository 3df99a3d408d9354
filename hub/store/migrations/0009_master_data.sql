-- Master data as people keep it, and the files it comes from -----------------------------------------------

alter table item
    add column length_mm numeric(12, 3) check (length_mm > 0),
    add column width_mm numeric(12, 3) check (width_mm > 0),
    add column height_mm numeric(12, 3) check (height_mm > 0),
    add column shelf_life_days integer check (shelf_life_days > 0),
    -- what is written down of each unit that comes and goes
    add column tracking text not null default 'none' check (tracking in ('none', 'lot', 'serial'));

-- what a pack is called, such as 'case'; '' for the base unit
alter table item_code add column pack text not null default '' check (length(pack) <= 64);

create table item_picture (
    item_id integer primary key references item,
    media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    content bytea not null,
    sha256 bytea not null,
    changed_at timestamptz not null
);

-- A place may stand in another of its site. Capacities are of all that stands in it; null: nobody has measured.
-- Position: metres from the site's own corner, and the level above the floor, for a picture.
alter table location
    add column parent_id integer,
    add column max_weight_kg numeric(14, 3) check (max_weight_kg > 0),
    add column max_volume_l numeric(14, 3) check (max_volume_l > 0),
    add column max_pieces numeric(18, 6) check (max_pieces > 0),
    add column x_m numeric(10, 3),
    add column y_m numeric(10, 3),
    add column width_m numeric(10, 3) check (width_m > 0),
    add column depth_m numeric(10, 3) check (depth_m > 0),
    add column level smallint check (level between -100 and 1000),
    add constraint location_of_site unique (site_id, id),
    add constraint location_parent foreign key (site_id, parent_id) references location (site_id, id),
    add constraint location_not_in_itself check (parent_id <> id);
create index location_children on location (parent_id) where parent_id is not null;

-- where an item always stands; max_qty: as much as goes there
create table item_place (
    item_id integer not null references item,
    location_id integer not null references location,
    max_qty numeric(18, 6) check (max_qty > 0),
    primary key (item_id, location_id)
);
create index item_place_location on item_place (location_id);

-- A file that is checked or taken in. `done` is written by the transaction that saves its rows.
create table import_job (
    id bigint generated always as identity primary key,
    kind text not null,
    file_name text not null,
    file_sha256 bytea not null,
    dry_run boolean not null,
    user_id integer not null references app_user,
    state text not null default 'waiting'
        check (state in ('waiting', 'running', 'done', 'refused', 'failed')),
    step text not null default '',
    rows_total integer not null default 0,
    rows_done integer not null default 0,
    created integer not null default 0,
    updated integer not null default 0,
    unchanged integer not null default 0,
    faults integer not null default 0,
    -- how the file was read, such as its encoding; the first rows it changes; why it failed
    reading jsonb not null default '{}',
    changes jsonb not null default '[]',
    detail text not null default '',
    started_at timestamptz not null,
    finished_at timestamptz,
    -- when its worker was heard of last
    touched_at timestamptz not null default now()
);

create table import_fault (
    job_id bigint not null references import_job on delete cascade,
    no integer not null,
    row_no integer not null,
    column_name text not null,
    value text not null,
    what text not null,
    primary key (job_id, no)
);

-- Learning what a piece weighs: some pieces on a scale, several times ---------------------------------------

create table weight_lesson (
    id bigint generated always as identity primary key,
    item_id integer not null references item,
    agent_id smallint not null references agent,
    device text not null,
    division_g numeric(14, 4) not null check (division_g > 0),
    -- what the scale showed when the lesson began, with no piece on it: a tray, or nothing
    empty_g numeric(18, 6) not null,
    empty_reading_id bigint not null,
    user_id integer not null references app_user,
    started_at timestamptz not null,
    ended_at timestamptz,
    state text not null default 'open' check (state in ('open', 'confirmed', 'dropped'))
);
create index weight_lesson_item on weight_lesson (item_id, id);

create table weight_sample (
    lesson_id bigint not null references weight_lesson on delete cascade,
    no integer not null,
    pieces integer not null check (pieces > 0),
    weight_g numeric(18, 6) not null check (weight_g > 0),
    -- the reading that it is: one weighing is not taken twice
    reading_id bigint not null,
    primary key (lesson_id, no),
    unique (lesson_id, reading_id)
);
