"""Source: which warehouse ships what, at the least cost, with every candidate kept as evidence.

In: reviewed orders with promised lines. Out: lines allocated; the reservations lie where the goods will leave from.
"""
