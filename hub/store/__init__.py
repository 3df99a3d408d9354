"""The only home of SQL.

Whoever locks several things in one transaction locks them in this order, and those of one kind by their ids,
or their keys, all at once. Then nobody waits in a circle:

1. the epochs of agents (gateway only); count tasks; production orders
2. sales orders
3. pieces with a serial number (`inbound.tracked.lock`)
4. unloadings
5. transfers, those that leave and those that arrive together
6. purchase orders
7. ship notices
8. the ledger's rows: costs, then balances and day totals (`ledger`)
9. packages that stand whole
"""
