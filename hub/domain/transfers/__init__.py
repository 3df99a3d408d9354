"""Transfers: goods of ours that go from a place to a place, within a site or to another one."""
