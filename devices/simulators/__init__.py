"""Devices that are not there, on real pseudo-terminals. Seeded, and with the faults of real ones."""
