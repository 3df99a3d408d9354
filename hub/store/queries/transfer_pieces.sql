-- name: plan
insert into transfer_piece (transfer_id, line, serial)
select %(id)s, line, serial from unnest(%(lines)s::int[], %(serials)s::text[]) as given (line, serial)

-- name: unplan
delete from transfer_piece where transfer_id = %(id)s

-- name: became
-- one that nobody knew of when it was sent is known from now on
insert into transfer_piece (transfer_id, line, serial, became)
select %(id)s, line, serial, became
from unnest(%(lines)s::int[], %(serials)s::text[], %(became)s::text[]) as given (line, serial, became)
on conflict (transfer_id, line, serial) do update set became = excluded.became

-- name: of
select line, serial, became from transfer_piece where transfer_id = %(id)s order by line, serial
