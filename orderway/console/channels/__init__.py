"""The traffic with platforms: per shop the last order and pull, how far behind it is, its access, what failed.

In: what pulling, comparing and the relay keep. Out: wishes (pull now, compare, try again), and accesses as people enter
them. Secrets are taken and never shown.
"""
