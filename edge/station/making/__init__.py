"""Production at the terminal: an order is chosen, what goes in and comes out is scanned, and reported."""
