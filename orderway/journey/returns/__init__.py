"""Returns: what comes back is asked for, agreed, received, inspected, restocked or scrapped, and paid back to the
minor unit.

In: shipped orders. Out: goods back in stock where they can be sold, refunds that never exceed what was paid.
"""
