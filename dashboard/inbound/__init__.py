"""Goods in on the dashboard: what is due and came, what differs, what is held, how long it took."""
