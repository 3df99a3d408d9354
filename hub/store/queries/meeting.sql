-- name: meets
select exists (
        select from receipt
        where location_id = any(%(location_ids)s::int[]) and opened_at <= %(until)s
            and (closed_at is null or closed_at >= %(since)s)
    )
    or exists (
        select from unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
        join purchase_order o on o.site_id = asked.site_id and o.number = asked.number
    )
    or exists (
        select from unnest(%(site_ids)s::int[], %(numbers)s::text[]) as asked (site_id, number)
        join transfer t on t.to_site_id = asked.site_id and t.number = asked.number
    )
    or exists (
        select from item where id = any(%(item_ids)s::int[]) and (tracking <> 'none' or tracks_expiry)
    )
