"""Promise: stock is reserved at once, or the order waits for it in fair order.

In: checked orders whose lines know their SKU. Out: lines promised (reserved), or backordered and waiting for stock.
Fair: who waits already comes first; within a batch priority, then payment, decides.
"""
