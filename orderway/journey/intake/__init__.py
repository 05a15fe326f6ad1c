"""Intake: a message from a channel becomes an order, exactly once.

In: messages of the inbox, stored as they came. Out: new orders before the first gate; updates, payments, cancellations
applied in their right order; duplicates that change nothing; what cannot be read parked with its reason.
"""
