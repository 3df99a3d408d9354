-- name: of_site
select days_a, days_b, days_c, tolerance_a, tolerance_b, tolerance_c, small_weekday, small_max_lines, small_due_days,
    small_classes, large_day, large_due_days, large_classes, auto_limit, operator_limit, manager_limit
from count_policy where site_id = %(site_id)s

-- name: put
insert into count_policy (site_id, days_a, days_b, days_c, tolerance_a, tolerance_b, tolerance_c, small_weekday,
    small_max_lines, small_due_days, small_classes, large_day, large_due_days, large_classes, auto_limit,
    operator_limit, manager_limit)
values (%(site_id)s, %(days_a)s, %(days_b)s, %(days_c)s, %(tolerance_a)s, %(tolerance_b)s, %(tolerance_c)s,
    %(small_weekday)s, %(small_max_lines)s, %(small_due_days)s, %(small_classes)s, %(large_day)s,
    %(large_due_days)s, %(large_classes)s, %(auto_limit)s, %(operator_limit)s, %(manager_limit)s)
on conflict (site_id) do update set
    days_a = excluded.days_a, days_b = excluded.days_b, days_c = excluded.days_c,
    tolerance_a = excluded.tolerance_a, tolerance_b = excluded.tolerance_b, tolerance_c = excluded.tolerance_c,
    small_weekday = excluded.small_weekday, small_max_lines = excluded.small_max_lines,
    small_due_days = excluded.small_due_days, small_classes = excluded.small_classes,
    large_classes = excluded.large_classes, large_day = excluded.large_day,
    large_due_days = excluded.large_due_days, auto_limit = excluded.auto_limit,
    operator_limit = excluded.operator_limit, manager_limit = excluded.manager_limit
