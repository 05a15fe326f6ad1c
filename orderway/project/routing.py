"""Which connection migrates what: procrastinate's tables stay in `public`, all others in the company's schema."""

from typing import Any


class SchemaRouter:
    """`jobs` (search path: public) makes procrastinate's tables and nothing else; `default` makes all others.

    Both are the same database. Queries always go to `default`, whose search path finds `public` too, so that a job
    is deferred in the transaction of the data it is about.
    """

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """Whether this app's tables are made over this connection."""
        return (app_label == "procrastinate") == (db == "jobs")

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        """All tables lie in one database."""
        return True
