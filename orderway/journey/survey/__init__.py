"""Asks buyers how it was, once, some time after delivery, and keeps what they say beside shop, warehouse and carrier.

In: delivered orders of shops that may write to their buyers. Out: rows of `survey` and messages of topic `survey`.
"""
