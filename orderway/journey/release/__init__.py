"""Release: the last look before the warehouse is told.

In: allocated orders. Out: fulfilments at their warehouses. Everything is checked a second time here (双重核查).
"""
