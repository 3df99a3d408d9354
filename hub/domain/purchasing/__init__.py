"""Buying: states of an order, who may approve it, prices, receipts on its lines, how long suppliers take."""
