"""`orderway demo`: two starts at once load the practice data once."""

import threading

import psycopg

from orderway.project.commands.demo import alone

PATIENCE_SECONDS = 30


def test_a_second_start_waits_until_the_first_has_loaded(dsn: str, clean_tables: None) -> None:
    waits, order = threading.Event(), []

    def second() -> None:
        with alone(dsn, lambda _: waits.set()):
            order.append("second")

    thread = threading.Thread(target=second)
    with alone(dsn, order.append):
        thread.start()
        assert waits.wait(PATIENCE_SECONDS)
        order.append("first")
    thread.join(PATIENCE_SECONDS)
    assert order == ["first", "second"]


def test_who_was_killed_while_loading_bars_nobody(dsn: str, clean_tables: None) -> None:
    said: list[str] = []
    try:
        with alone(dsn, said.append):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    with alone(dsn, said.append), psycopg.connect(dsn) as connection:
        connection.execute("SELECT 1")
    assert said == []
