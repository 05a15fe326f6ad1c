"""Insight: figures, the audit of every invariant, replay. Reads everything, writes only
its own roll-ups and proposals."""
