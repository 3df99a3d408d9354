"""By itself, for processes that are told their settings ready: they do without what reads and checks them."""


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, and how to set it."""
