"""Invoices: what is to be issued, what was refused, what the channel has not got yet.

The buyer's own data is shown masked in the list and in full for one invoice at a time, which is written down.
"""
