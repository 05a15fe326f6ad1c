"""The database of this installation: held while it is needed, migrated, and its address for psycopg."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from orderway.project import environment, postgres

# Shared by all companies of one database, so they lie in `public`.
EXTENSIONS = ("pg_trgm", "btree_gist")
MIGRATION_LOCK = 0x6F72646572776179  # "orderway": two processes never migrate at once


@contextmanager
def held() -> Iterator[str]:
    """Keep the database up while the block runs: attaches to the embedded server where no DATABASE_URL is set.

    Yields the address to hand to child processes as DATABASE_URL. Raises postgres.EmbeddedServerError.
    """
    if not environment.is_embedded():
        yield os.environ["DATABASE_URL"]
        return
    with postgres.attach(environment.data_folder()) as attachment:
        try:
            yield attachment.url
        finally:
            connections.close_all()


def conninfo(alias: str = "default") -> str:
    """The connection string for psycopg, search path included, of the database that Django uses now."""
    parts = connections[alias].get_connection_params()
    for name in ("cursor_factory", "context", "server_side_binding", "prepare_threshold"):
        parts.pop(name, None)
    return make_conninfo(**parts)


def migrate(verbosity: int = 0) -> None:
    """Make the schema and bring all tables up to date. Safe to run from several processes at once."""
    with psycopg.connect(conninfo("jobs"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(settings.SCHEMA)))
        for extension in EXTENSIONS:
            statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public")
            connection.execute(statement.format(sql.Identifier(extension)))
        call_command("migrate", "procrastinate", database="jobs", verbosity=verbosity, interactive=False)
        call_command("migrate", database="default", verbosity=verbosity, interactive=False)
    connections["jobs"].close()
