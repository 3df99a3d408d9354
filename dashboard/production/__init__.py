"""Production on the dashboard: what can be built, orders and what is reported on them, bills of materials."""
