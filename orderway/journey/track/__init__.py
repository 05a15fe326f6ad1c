"""Track: what happens to parcels on the road, from carriers' events and scans, to the door or back.

In: parcels handed over. Out: delivered, refused, returned or lost. Every event is kept; a state never goes backwards.
"""
