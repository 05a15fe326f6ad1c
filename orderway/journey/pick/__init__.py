"""Pick: the warehouse takes the goods from their bins, by scan; what is missing is solved at once.

In: fulfilments sent to the warehouse. Out: picked, or short with a reason that decides what happens to the stock.
"""
