"""Instances of the solvers as JSON documents, and their answers; `docs/solvers.md` tells the forms, a promise.

Each module has `solve(body) -> dict`: it reads one document and raises DocumentError, with the place and what is wrong,
where it is not as described.
"""
