"""Moving goods from one place to another: whatever is scanned, from where it stands to where it goes."""
