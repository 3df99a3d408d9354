"""Transfers on the dashboard: goods on their way from a place of ours to another."""
