"""After-sales: returns and refunds by what must be done with them, refused parcels, and what buyers write.

Reads with the statements in `queries.sql`; every step is a command of `journey.returns`, done by the role that has it.
"""
