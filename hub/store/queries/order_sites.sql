-- name: of_number
select s.code
from sales_order o join site s on s.id = o.site_id
where o.number = %(number)s
order by s.code
