"""Console: the desk's pages that cross stages: board, orders, queues, one order, entry by hand, account.

In: what the journey wrote, through the reader's scope. Out: commands of the journey and messages
to the inbox; nothing is written in any other way.
"""
