"""Words everyone uses: money, ids, clock, errors, limits, named SQL. Standard library and msgspec only."""
