"""Counts: what is due and late, asked for by hand, how true the books are, shelf scales, a site's rules."""
