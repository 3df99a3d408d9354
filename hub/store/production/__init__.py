"""Bills of materials, production orders, and what was reported on them."""
