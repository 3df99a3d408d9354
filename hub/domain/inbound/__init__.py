"""Goods in: packages announced, differences to the order, put-away, holds, the time from dock to stock."""
