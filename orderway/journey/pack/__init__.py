"""Pack: every item checked by scan, in its box, weighed.

In: picked fulfilments. Out: parcels whose contents are known.
"""
