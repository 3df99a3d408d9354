"""Kits taken apart at the terminal: chosen, scanned with what came of them, and reported."""
