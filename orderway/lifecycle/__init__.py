"""The state machines: every state and legal move in one literal table, and the order's headline from its parts.

Nothing else in the house writes a state. A move is `move(thing, MACHINE, "STATE")`; an illegal one raises.
"""
