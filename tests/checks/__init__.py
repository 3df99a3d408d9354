"""What must agree with what: `python -m tests.checks`, and `--write` to renew what is generated."""
