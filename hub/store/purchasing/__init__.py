"""Purchase orders: what was ordered, what became of it, and what has come of it."""
