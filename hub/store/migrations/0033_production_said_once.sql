-- A terminal that was copied tells what it had unsent twice, under two numbers: it is known by the terminal's own time.
alter table production_said add column device_at timestamptz;
create unique index production_said_once on production_said (agent_id, device, document, device_at)
    where device_at is not null;
