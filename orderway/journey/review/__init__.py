"""Review: money is there, and people have seen what the rules say people must see.

In: confirmed orders. Out: orders that may be given to a warehouse. Unpaid orders wait, and expire after the shop's
hours.
"""
