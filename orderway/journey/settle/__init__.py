"""Settle: invoices are issued for what the buyer paid, and taken back for what the buyer got back.

In: paid orders whose buyers want an invoice. Out: invoices issued, with the channel, reversed where money went back.
"""
