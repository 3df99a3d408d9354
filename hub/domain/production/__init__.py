"""Making goods of goods: bills of materials, the states of an order, what can be built, what it costs."""
