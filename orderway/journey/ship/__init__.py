"""Ship: labels with tracking numbers, the hand-over to the carrier, what the channel is told.

In: fulfilments being packed. Out: parcels with the carrier, stock gone, the number written back.
"""
