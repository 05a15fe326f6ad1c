"""The public pages of one order: tracking, answer, return, survey. On a phone, without an account, without scripts.

In: a signed link, or the order's number with the last four digits of the phone. Out: what the buyer may know, masked;
commands in the buyer's name. Nothing personal stands in an address, and nothing is kept by browsers or proxies.
"""
