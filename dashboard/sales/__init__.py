"""Sales orders: what they are to be packed from, and what left on them."""
