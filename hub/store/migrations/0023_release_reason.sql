-- Who gave a promise of stock back, and why; a cancelled order gives back without anybody's word.
alter table reservation
    add column released_by integer references app_user,
    add column release_reason text not null default '';
