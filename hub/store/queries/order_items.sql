-- name: items_of
select order_id, array_agg(distinct item_id) from purchase_order_line
where order_id = any(%(ids)s::bigint[])
group by order_id
