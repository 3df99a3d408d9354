-- name: lock
select pg_advisory_xact_lock(hashtext('movement reversal'), %(movement_id)s)

-- name: of
select reverses, id from movement where reverses = any(%(ids)s::bigint[])
