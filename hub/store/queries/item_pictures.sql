-- name: put
insert into item_picture (item_id, media_type, content, sha256, changed_at)
select id, %(media_type)s, %(content)s, sha256(%(content)s), %(now)s from item where sku = %(sku)s
on conflict (item_id) do update set media_type = excluded.media_type, content = excluded.content,
    sha256 = excluded.sha256, changed_at = excluded.changed_at
returning item_id

-- name: get
select p.media_type, p.content, p.sha256
from item_picture p join item i on i.id = p.item_id where i.sku = %(sku)s

-- name: remove
delete from item_picture p using item i where p.item_id = i.id and i.sku = %(sku)s returning p.item_id
