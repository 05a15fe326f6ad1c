"""Stories over a real PostgreSQL, on the same small company as tests/database."""

from tests.database.conftest import company

__all__ = ["company"]
