-- Whose word it is: an agent may be copied, and then two outboxes speak with one name.

-- when, by the agent's clock, the first batch of an epoch was sealed that came; what an older epoch seals from then on
-- is not applied. Null: from before this version, forgiven, or the epoch of a replay
alter table agent_epoch add column begun_at timestamptz;

-- the last starts of it that were heard of, newest first, and the time that the newest said last
alter table agent add column instances text[] not null default '{}';
alter table agent add column instance_at timestamptz;
