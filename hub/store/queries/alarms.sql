-- name: page
select a.id, a.kind, a.subject, a.detail, s.code as site, a.raised_at, a.cleared_at
from alarm a left join site s on s.id = a.site_id
where (not %(open)s or a.cleared_at is null)
    and (%(site)s::text is null or s.code = %(site)s)
    and (%(after)s::bigint is null or a.id < %(after)s)
order by a.id desc
limit %(limit)s

-- name: raise
insert into alarm (kind, subject, detail, site_id, raised_at)
values (%(kind)s, %(subject)s, %(detail)s, %(site_id)s, %(at)s)
on conflict (kind, subject) where cleared_at is null do nothing
returning id

-- name: raise_many
insert into alarm (kind, subject, detail, site_id, raised_at)
select %(kind)s, subject, detail, site_id, %(at)s
from unnest(%(subjects)s::text[], %(details)s::text[], %(site_ids)s::int[]) as given (subject, detail, site_id)
order by subject
on conflict (kind, subject) where cleared_at is null do nothing

-- name: clear_many
update alarm set cleared_at = %(at)s
where kind = %(kind)s and subject = any(%(subjects)s::text[]) and cleared_at is null

-- name: clear
update alarm set cleared_at = %(at)s where kind = %(kind)s and subject = %(subject)s and cleared_at is null
returning id

-- name: open_subjects
select subject from alarm where kind = %(kind)s and cleared_at is null

-- name: by_id_locked
select a.id, a.kind, a.subject, a.detail, s.code as site, a.raised_at, a.cleared_at
from alarm a left join site s on s.id = a.site_id
where a.id = %(id)s
for update of a

-- name: clear_others
update alarm set cleared_at = %(at)s
where kind = %(kind)s and cleared_at is null and subject <> all(%(subjects)s::text[])
