"""Replay: past decisions taken again, under the same rules (they must come out the same) or under changed ones.

In: run records and the reference data that they name. Out: differences. Nothing is written but the trials themselves.
"""
