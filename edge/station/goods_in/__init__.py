"""Errands of a station with goods that come in: receive, put away, look up. Pure."""
