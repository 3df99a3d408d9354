-- name: all
select role, currency, amount from purchase_limit order by role, currency

-- name: put
insert into purchase_limit (role, currency, amount) values (%(role)s, %(currency)s, %(amount)s)
on conflict (role, currency) do update set amount = excluded.amount
