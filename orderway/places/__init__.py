"""Addresses, phones and countries: what a person wrote, read and judged without any network.

Comes in: text and fields as a channel or a person gave them. Goes out: parts, defects with a suggested
correction, one printed form. Limits: no map and no postcode table of China; no database; nothing is written.
"""
