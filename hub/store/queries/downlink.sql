-- name: notify
select pg_notify('tallydock_downlink', %(subject)s)

-- name: notify_quarantine
select pg_notify('tallydock_quarantine', %(subject)s)
