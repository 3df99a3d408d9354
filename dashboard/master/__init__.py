"""Master data: items, places and sites, one by one and as files."""
