"""Tests in this folder talk to a real PostgreSQL: fixtures `dsn`, `db`, `neighbour_dsn` (see tests/conftest.py)."""
