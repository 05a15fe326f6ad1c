"""The pages of the traffic with platforms: what stands there, who may do what, and that no secret ever shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.journey.intake import accounts, traffic
from orderway.ports.platform import Failure, PlatformFailed
from orderway.records.models import User
from tests.shop import NOW, Company, incoming, line


@pytest.fixture
def shop(company: Company) -> int:
    company.sku("MUG", HZ=9)
    company.shop = company.add_shop("there", "shopify", {})
    return company.shop


def browser(roles: Sequence[str] = ("operator", "admin"), shops: Sequence[int] = ()) -> Client:
    user = User.objects.create_user("-".join(roles) + str(len(shops)), password="a long word indeed", roles=list(roles))
    user.shop_ids = list(shops)
    user.save()
    client = Client()
    client.force_login(user)
    return client


def connect(company: Company, **more: object) -> None:
    with company.connection.cursor() as cursor:
        accounts.save(
            cursor, company.shop, "https://a.example", {"access_token": "hush-hush"}, {"location_id": "7"},
            more.get("expires_at"), ("shipped",), "anna",  # type: ignore[arg-type]
        )  # fmt: skip


def fails(company: Company, kind: Failure, hours_ago: int = 0) -> None:
    at = NOW - timedelta(hours=hours_ago)
    with company.connection.cursor() as cursor:
        traffic.fail(cursor, company.shop, PlatformFailed(kind, "no such token"), 0, at)


ACCESS = {
    "base_url": "https://mugs.example/", "access_token": "shpat_secret", "location_id": "655", "tells": ["shipped"],
    "carriers": "sf = SF Express", "active": "on",
}  # fmt: skip


def test_an_access_is_entered_by_form_kept_encrypted_and_never_shown(company: Company, shop: int) -> None:
    client = browser()
    assert client.post(f"/channels/{shop}/access", ACCESS).status_code == 302
    ((url, sealed, options, tells),) = company.rows("SELECT base_url, sealed, options, tells FROM channel_account")
    assert (url, tells) == ("https://mugs.example", ["shipped"])
    assert options == {"location_id": "655", "carrier:sf": "SF Express"}
    assert "shpat_secret" not in sealed
    page = client.get(f"/channels/{shop}/access").content.decode()
    assert "shpat_secret" not in page
    assert "sf = SF Express" in page


def test_a_secret_left_empty_stays_and_another_replaces_it(company: Company, shop: int) -> None:
    client = browser()
    client.post(f"/channels/{shop}/access", ACCESS)
    client.post(f"/channels/{shop}/access", {**ACCESS, "access_token": ""})
    (kept,) = accounts.shops(company.connection.cursor(), [shop])
    assert kept.secrets() == {"access_token": "shpat_secret"}
    client.post(f"/channels/{shop}/access", {**ACCESS, "access_token": "another"})
    (kept,) = accounts.shops(company.connection.cursor(), [shop])
    assert kept.secrets() == {"access_token": "another"}


@pytest.mark.parametrize(
    "wrong", [{"base_url": "mugs.example"}, {"access_token": ""}, {"carriers": "sf"}, {"base_url": "https://a@b.c"}]
)
def test_a_wrong_access_is_refused_beside_its_field(company: Company, shop: int, wrong: dict[str, str]) -> None:
    assert browser().post(f"/channels/{shop}/access", {**ACCESS, **wrong}).status_code == 422
    assert company.rows("SELECT 1 FROM channel_account") == []


@pytest.mark.parametrize(("channel", "said"), [("csv", "watched folder"), ("orderway", "signed webhook")])
def test_a_channel_without_platform_says_that_it_needs_no_access(company: Company, channel: str, said: str) -> None:
    files = company.add_shop("files", channel, {})
    client = browser()
    page = client.get(f"/channels/{files}/access", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert said in page.content.decode()
    posted = client.post(f"/channels/{files}/access", ACCESS, headers={"accept-language": "en"})
    assert "No platform stands behind this shop" in posted.content.decode()
    assert company.one("SELECT count(*) FROM channel_account") == 0
    assert "/access" not in client.get(f"/channels/{files}").content.decode()


def test_the_list_says_how_each_shop_stands(company: Company, shop: int) -> None:
    client = browser()
    assert "Not connected" in client.get("/channels").content.decode()
    connect(company)
    assert "Before its first pull" in client.get("/channels").content.decode()
    fails(company, Failure.AUTH)
    assert "Stopped: renew the access" in client.get("/channels").content.decode()


@pytest.mark.parametrize("place", ["/", "/inbox", "/channels"])
def test_an_access_that_is_over_is_an_alarm_wherever_people_look(company: Company, shop: int, place: str) -> None:
    connect(company)
    client = browser()
    alarm = "no orders come in and nothing is told"
    assert alarm not in client.get(place).content.decode()
    fails(company, Failure.AUTH)
    assert alarm in client.get(place).content.decode()
    connect(company)
    assert alarm not in client.get(place).content.decode()


@pytest.mark.parametrize(("days", "warned"), [(8, False), (7, True), (1, True)])
def test_the_end_of_an_access_is_announced_a_week_before(company: Company, shop: int, days: int, warned: bool) -> None:
    connect(company, expires_at=NOW + timedelta(days=days))
    assert ("its access ends soon" in browser().get("/inbox").content.decode()) is warned


def test_a_platform_silent_for_half_an_hour_is_trouble_and_sooner_it_is_not(company: Company, shop: int) -> None:
    connect(company)
    company.connection.execute(
        "INSERT INTO channel_pull (shop_id, since, whole_at) VALUES (%s, %s, %s)", [shop, NOW, NOW]
    )
    fails(company, Failure.TRY_LATER)
    client = browser()
    assert "has not answered" not in client.get("/inbox").content.decode()
    company.connection.execute("UPDATE channel_pull SET whole_at = %s", [NOW - timedelta(minutes=31)])
    assert "has not answered" in client.get("/inbox").content.decode()


def test_pull_now_and_compare_now_are_wishes_for_the_worker(company: Company, shop: int) -> None:
    company.connection.execute("DELETE FROM public.procrastinate_jobs")
    connect(company)
    client = browser()
    for deed in ("pull", "pull", "compare"):
        assert client.post(f"/channels/{shop}/act", {"do": deed}).status_code == 200
    rows = company.rows("SELECT args FROM public.procrastinate_jobs ORDER BY id")
    assert [row[0] for row in rows] == [{"shop_id": shop, "now_even_if_told_later": True}, {"shop_id": shop}]
    company.connection.execute("DELETE FROM public.procrastinate_jobs")


def test_failed_messages_are_listed_and_tried_again_at_once(company: Company, shop: int) -> None:
    connect(company)
    company.send(incoming("1001", line("MUG", 1)), shop=shop)
    company.read()
    order = company.one("SELECT id FROM orders")
    with company.connection.transaction(), company.connection.cursor() as cursor:
        log.send(cursor, [Outgoing("channel.remark", f"shop:{shop}", {}, order)], NOW, company.engine.ids)
    company.connection.execute("UPDATE outbox SET state = 'FAILED', failure = 'gone: answered 404'")
    client = browser()
    page = client.get(f"/channels/{shop}").content.decode()
    assert "The platform does not know it any more: answered 404" in page
    assert client.post(f"/channels/{shop}/act", {"do": "again"}).status_code == 200
    assert company.rows("SELECT state, attempt FROM outbox WHERE topic = 'channel.remark'") == [("PENDING", 0)]
    assert "Told to the channel" in client.get(f"/orders/{order}").content.decode()


def test_hours_with_what_is_missing(company: Company, shop: int) -> None:
    company.connection.execute(
        "INSERT INTO channel_hour VALUES (%s, %s, 40, 3, 2, ARRAY['A-77'], %s)", [shop, NOW - timedelta(hours=2), NOW]
    )
    page = browser().get(f"/channels/{shop}").content.decode()
    assert "A-77" in page


def test_who_may_not_is_refused_and_other_shops_are_not_there(company: Company, shop: int) -> None:
    connect(company)
    reviewer, picker, elsewhere = browser(("reviewer",)), browser(("picker",)), browser(("operator",), (shop + 99,))
    assert picker.get("/channels").status_code == 403
    assert reviewer.post(f"/channels/{shop}/act", {"do": "pull"}).status_code == 403
    assert reviewer.get(f"/channels/{shop}/access").status_code == 403
    assert elsewhere.get(f"/channels/{shop}").status_code == 404


def test_a_platform_whose_messages_cannot_be_read_stands_on_its_page_and_on_the_board(company: Company) -> None:
    company.shop = company.add_shop("bay", "ebay", {})
    connect(company)
    client = browser()
    english = {"headers": {"accept-language": "en"}}
    page = f"/channels/{company.shop}"
    assert "Buyers' messages read" in client.get(page, **english).content.decode()  # type: ignore[arg-type]
    values = (company.shop, NOW - timedelta(hours=1), NOW)
    company.connection.execute(
        "INSERT INTO channel_talk (shop_id, since, failed_at, failure, said) VALUES (%s, %s, %s, 'refused', 'scope')",
        values,
    )
    assert "Refused: scope" in client.get(page, **english).content.decode()  # type: ignore[arg-type]
    assert "what buyers write there has not been read" in client.get("/", **english).content.decode()  # type: ignore[arg-type]
