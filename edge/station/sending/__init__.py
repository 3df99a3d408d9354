"""Sending a transfer at the terminal: chosen, loaded by scan, confirmed."""
