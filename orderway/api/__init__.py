"""The API's cross-stage part: reading orders, commands on one or many, stock, and the API's own description.

Limits: `kernel.limits` (bytes, orders, lines, rows a page); each stage's own addresses stand in its `api.py`.
"""
