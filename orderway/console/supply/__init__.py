"""Supply: what is expected, on its way, to be counted, running low, set apart, and told to the shops.

Every deed goes through `flow.supply`, `flow.transfer`, `flow.counting`, `flow.fencing`; these pages only show and ask.
"""
