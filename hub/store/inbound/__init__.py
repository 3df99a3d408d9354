"""Goods in: ship notices, unloadings and what was wrong with them, put-away, returns."""
