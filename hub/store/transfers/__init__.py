"""Transfers: their documents, what has come of them, and what differs."""
