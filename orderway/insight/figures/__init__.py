"""The figures: how fast, how right, how dear, and what buyers say; each with its definition and the list behind it.

Reads the engine's tables; writes only `figure_day`, its own roll-up of days that are over.
"""
