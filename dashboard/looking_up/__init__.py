"""Looking something up on the dashboard: what it is, where it stands, and its page."""
