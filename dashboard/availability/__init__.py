"""Stock on the dashboard: what of it is free, and what is promised to which document."""
