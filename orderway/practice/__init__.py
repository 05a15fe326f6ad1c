"""Practice: a company that is made up, for looking around and for learning. Never mixed with real data.

In: a seed, a number of orders, the end of the time line. Out: shops, warehouses, goods and people marked as practice,
and the messages of the last days with what is planted in them. All of it can be removed without a trace (`remove`).
"""
