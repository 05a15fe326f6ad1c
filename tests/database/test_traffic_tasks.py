"""The clock puts pulls and comparisons of connected shops into the queue, once each."""

from __future__ import annotations

from orderway.journey.intake import accounts, tasks
from tests.shop import Company


def connected(company: Company, code: str, channel: str = "shopify") -> int:
    shop = company.add_shop(code, channel, {})
    with company.connection.cursor() as cursor:
        accounts.save(cursor, shop, "https://example.com", {"access_token": "x"}, {}, None, (), "anna")
    return shop


def waiting(company: Company) -> list[tuple[str, int]]:
    rows = company.rows(
        "SELECT split_part(task_name, '.', 5), (args->>'shop_id')::bigint FROM public.procrastinate_jobs "
        "WHERE status = 'todo' ORDER BY 1, 2"
    )
    return [(name, shop) for name, shop in rows]


def test_each_connected_shop_waits_once_for_its_pull(company: Company) -> None:
    company.connection.execute("DELETE FROM public.procrastinate_jobs")
    one, two = connected(company, "one"), connected(company, "two", "woocommerce")
    connected(company, "nobody", "csv")
    tasks.pull_shops(0)
    tasks.pull_shops(60)
    tasks.compare_shops(0)
    assert waiting(company) == [("compare_shop", one), ("compare_shop", two), ("pull_shop", one), ("pull_shop", two)]
    company.connection.execute("DELETE FROM public.procrastinate_jobs")


def test_a_paused_shop_is_left_alone(company: Company) -> None:
    shop = connected(company, "one")
    company.connection.execute("UPDATE channel_account SET active = false WHERE shop_id = %s", [shop])
    tasks.pull_shops(0)
    assert waiting(company) == []
    assert tasks.pull_shop(shop) == tasks.compare_shop(shop) == "stopped"
