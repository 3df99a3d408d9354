-- name: open_works
select w.id, w.recorded_at, w.occurred_at, w.agent_id, a.code as agent, a.site_id, s.code as site, w.document, w.round,
    w.action, w.lines, w.operator
from count_work w join agent a on a.id = w.agent_id join site s on s.id = a.site_id
where w.outcome is null
order by w.id
limit %(limit)s

-- name: claim
select id from count_work where id = %(id)s and outcome is null for update

-- name: found
-- one terminal's word on a round; should it have said a line twice, the later
select distinct on (c.item_id, c.lot) c.item_id, c.lot, c.counted_qty, c.occurred_at, c.method
from stock_count c
where c.document = %(document)s and c.round = %(round)s and c.agent_id = %(agent_id)s and c.location_id = %(location_id)s
order by c.item_id, c.lot, c.id desc

-- name: done
update count_work set outcome = %(outcome)s where id = %(id)s
