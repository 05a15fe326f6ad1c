"""Confirm: open questions to the buyer are answered before the order goes on.

In: promised orders. Out: orders without an open question. An answer patches the order and wakes it.
"""
