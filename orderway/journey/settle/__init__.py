"""Settle: invoices are issued for what the buyer paid, and taken back for what the buyer got back; persons are erased.

In: paid orders whose buyers want an invoice; closed orders whose time of keeping has passed. Out: invoices issued, with
the channel, reversed where money went back; orders without their persons.
"""
