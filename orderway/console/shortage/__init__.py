"""Shortages: the ways out of one order with their days and costs, and one choice for all orders short of one SKU.

Every deed is the command `decide_shortage`; these pages only show, ask, and say what came of it.
"""
