-- By these the gateway knows whether a batch goes on the line that is in the books. beyond_previous: what each batch of
-- beyond names as the one before it. instance: the start of the agent that sealed the newest and all that came early; ''
-- where several did. torn: a number was used twice, or a batch names another than the one that was taken.
alter table agent_epoch
    add column beyond_previous bytea[] not null default '{}',
    add column instance text not null default '',
    add column torn boolean not null default false;
update agent_epoch e set torn = true
where exists (select from quarantine q where q.agent_id = e.agent_id and q.epoch = e.epoch
    and q.idx is null and q.seq is not null and q.reason = 'sequence-reused');
