"""The inbox and the listings: what could not be read, what no SKU is known for, and the way out of both.

Bodies are shown masked; in full only to who may see persons, one at a time, with a reason that is written down.
"""
