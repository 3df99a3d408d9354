"""Buying: orders and their steps, suppliers and their links, what is on order."""
