"""Alerts: where staff are told things, and the rules of what is told when.

In: addresses of notice services, rules. Out: both kept, addresses encrypted; a trial message on request.
"""
