"""Check: is the order complete and consistent? Buyer, address, goods, amounts; each defect by its own name.

In: an order as it came. Out: the same with a hold for every defect; what is not blocked goes on to its stock.
"""
