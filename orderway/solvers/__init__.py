"""Solvers: pick walks, batches, cartons, sourcing. Plain data in, plain data out, no idea of orders.

Each answer carries a bound where one can be had, so that its quality is a figure. All of them repeat bit for bit:
their budgets count nodes, columns and rounds, never seconds, with one thread and a fixed seed.
"""
