"""What lies in a place, and the way of a lot or a serial number."""
