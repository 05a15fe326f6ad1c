"""Seeded bugs, one patch each; `make mutants` plants them one by one, and the tests must find every one."""
