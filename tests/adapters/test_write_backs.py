"""From the flow to the platform: what orders and stock tell the outbox arrives there once, whatever breaks between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.kernel import clock, crashpoint
from orderway.kernel.crashpoint import Crashed
from orderway.project.relay import BACKOFF_SECONDS, LEASE_SECONDS
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.adapters.selling import connect, deliver, ordered
from tests.shop import NOW, Company, incoming, line

pytestmark = [pytest.mark.enable_socket, pytest.mark.on("shopify")]


def handed_over(shop: Company, external_id: str = "1001", number: str = "SF1") -> None:
    shop.must("pick", external_id)
    shop.must("pack", external_id)
    shop.must("label", external_id, tracking_number=number)
    shop.must("hand_over", external_id)


def sent(shop: Company, topic: str) -> list[tuple[str, int, str, str | None]]:
    rows = shop.rows(
        "SELECT state, attempt, failure, coalesce(payload->>'write_back', '') FROM outbox WHERE topic = %s ORDER BY id",
        [f"channel.{topic}"],
    )
    return [(state, attempt, failure, told) for state, attempt, failure, told in rows]


def test_a_parcel_is_told_with_its_number_carrier_and_lines(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    handed_over(shop)
    deliver(shop)
    assert sold.parcels == [{"tracking": "SF1", "carrier": "SF Express", "lines": {"91": 2, "92": 1}}]
    assert sent(shop, "shipped") == [("SENT", 1, "", "CONFIRMED")]
    deliver(shop)
    assert len(sold.parcels) == 1


def test_each_of_two_parcels_is_a_message_of_its_own(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    shop.must("pick", "1001")
    rows = dict(shop.rows("SELECT l.external_id, f.id FROM fulfilment_line f JOIN order_line l ON l.id = f.line_id"))
    boxes = [{"contents": {str(rows["91"]): 2}}, {"contents": {str(rows["92"]): 1}}]
    shop.must("pack", "1001", parcels=boxes)
    for number in ("SF1", "SF2"):
        shop.must("label", "1001", tracking_number=number)
    shop.must("hand_over", "1001")
    deliver(shop)
    assert [(one["tracking"], one["lines"]) for one in sold.parcels] == [("SF1", {"91": 2}), ("SF2", {"92": 1})]
    assert [state for state, *_ in sent(shop, "shipped")] == ["SENT", "SENT"]


def test_a_carrier_of_ours_has_the_name_that_the_shop_mapped(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    shop.connection.execute(
        'UPDATE channel_account SET options = options || \'{"carrier:sf": "顺丰"}\' WHERE shop_id = %s', [shop.shop]
    )
    handed_over(shop)
    deliver(shop)
    assert sold.parcels[0]["carrier"] == "顺丰"


@pytest.mark.parametrize("mood", ["drop", "slow", "cut"])
def test_a_platform_that_did_it_and_broke_off_has_one_parcel(shop: Company, fake: Fake, mood: str) -> None:
    sold = ordered(shop, fake)
    handed_over(shop)
    fake.moods = ["", "", mood]
    deliver(shop)
    ((state, attempt, failure, _),) = sent(shop, "shipped")
    assert (state, attempt, failure.partition(":")[0]) == ("PENDING", 1, "unknown_outcome")
    with clock.held_at(NOW + timedelta(seconds=BACKOFF_SECONDS[0])):
        deliver(shop)
    assert len(sold.parcels) == 1
    assert sent(shop, "shipped") == [("SENT", 2, "", "CONFIRMED")]


@pytest.mark.parametrize("place", ["relay.a", "relay.d", "relay.c"])
def test_a_relay_that_is_killed_tells_a_parcel_once(
    shop: Company, fake: Fake, armed: pytest.MonkeyPatch, place: str
) -> None:
    sold = ordered(shop, fake)
    handed_over(shop)
    armed.setenv("ORDERWAY_CRASH", f"{place}=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        deliver(shop)
    armed.delenv("ORDERWAY_CRASH")
    crashpoint._armed.cache_clear()
    with clock.held_at(NOW + timedelta(seconds=LEASE_SECONDS)):
        deliver(shop)
    assert len(sold.parcels) == 1
    assert sent(shop, "shipped") == [("SENT", 2, "", "CONFIRMED")]


def test_a_limit_of_calls_puts_all_of_the_shop_off_without_counting(shop: Company, fake: Fake) -> None:
    for number in (1001, 1002, 1003):
        ordered(shop, fake, number)
        handed_over(shop, str(number), f"SF{number}")
    fake.always = "429"
    deliver(shop)
    assert len(fake.asked) == 1, "the first no is for all of them"
    assert [(state, attempt) for state, attempt, *_ in sent(shop, "shipped")] == [("PENDING", 0)] * 3
    fake.always = ""
    with clock.held_at(NOW + timedelta(seconds=59)):
        assert deliver(shop) == 0
    with clock.held_at(NOW + timedelta(seconds=60)):
        assert deliver(shop) == 3
    assert [len(one.parcels) for one in fake.orders.values()] == [1, 1, 1]


def test_a_dark_platform_is_tried_with_growing_waits_and_given_up(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    deliver(shop)
    handed_over(shop)
    fake.always = "closed"
    now = NOW
    for wait in (*BACKOFF_SECONDS, 0):
        with clock.held_at(now):
            assert deliver(shop) == 1
        now += timedelta(seconds=wait)
    ((state, attempt, failure, _),) = sent(shop, "shipped")
    assert (state, attempt, failure.partition(":")[0]) == ("FAILED", len(BACKOFF_SECONDS) + 1, "try_later")


def test_an_authorisation_that_is_over_stops_and_goes_on_when_renewed(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    handed_over(shop)
    fake.token = "renewed"
    deliver(shop)
    ((state, _, failure, _),) = sent(shop, "shipped")
    assert (state, failure.partition(":")[0]) == ("FAILED", "auth")
    connect(shop, fake)
    deliver(shop)
    assert len(sold.parcels) == 1
    assert sent(shop, "shipped") == [("SENT", 1, "", "CONFIRMED")]


def test_an_order_that_is_not_there_waits_for_a_person(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    handed_over(shop)
    del fake.orders[sold.id]
    deliver(shop)
    ((state, attempt, failure, _),) = sent(shop, "shipped")
    assert (state, attempt, failure.partition(":")[0]) == ("FAILED", 1, "gone")


def test_what_we_call_off_is_told_and_what_the_channel_called_off_is_not(shop: Company, fake: Fake) -> None:
    ours, theirs = ordered(shop, fake, 1001), ordered(shop, fake, 1002)
    shop.must("cancel", "1001", reason="out_of_stock")
    shop.send(incoming("1002", line("MUG", 2, external_id="91"), status="cancelled", version="2"), shop=shop.shop)
    shop.read()
    assert shop.order("1002", "status") == ("CANCELLED",)
    deliver(shop)
    assert (ours.cancelled, theirs.cancelled) == (True, False)
    assert sent(shop, "cancelled") == [("SENT", 1, "", "CONFIRMED")]


def test_a_remark_written_here_reaches_the_platform_as_it_is_in_the_end(shop: Company, fake: Fake) -> None:
    sold = ordered(shop, fake)
    shop.must("change_remark", "1001", text="first")
    shop.must("change_remark", "1001", text="fragile, 易碎")
    deliver(shop)
    assert sold.remark == "fragile, 易碎"
    assert [told for *_, told in sent(shop, "remark")] == ["CONFIRMED", "CONFIRMED"]
    assert "fragile" not in str(shop.rows("SELECT payload FROM outbox")), "no remark in the outbox"


def test_what_the_shop_is_not_to_be_told_is_not_even_written(shop: Company, fake: Fake) -> None:
    connect(shop, fake, tells=("shipped",))
    ordered(shop, fake)
    shop.must("change_remark", "1001", text="x")
    shop.must("cancel", "1001", reason="out_of_stock")
    assert shop.rows("SELECT topic FROM outbox WHERE topic LIKE 'channel.%%' AND topic <> 'channel.stock'") == []


def test_what_the_platform_cannot_take_is_skipped_and_says_so(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    deliver(shop)
    ((why,),) = shop.rows("SELECT payload->>'why' FROM outbox WHERE topic = 'channel.confirmed'")
    assert (sent(shop, "confirmed"), why) == ([("SENT", 1, "", "SKIPPED")], "not_offered")


def levels(shop: Company, **quantities: int) -> int:
    with shop.connection.transaction(), shop.connection.cursor() as cursor:
        wanted = {(shop.shop, sku): quantity for sku, quantity in quantities.items()}
        return log.tell_levels(cursor, wanted, clock.now(), shop.engine.ids)


def listed(shop: Company, fake: Fake, **keys: str) -> None:
    for sku, key in keys.items():
        shop.insert("listing", shop_id=shop.shop, key=key, sku_id=shop.skus[sku], title="", mapped_by="anna")
        fake.listings[key] = sku


def test_levels_of_a_flurry_leave_as_one_message_and_many_in_one_call(shop: Company, fake: Fake) -> None:
    listed(shop, fake, MUG="501", CUP="502")
    assert [levels(shop, MUG=9, CUP=4), levels(shop, MUG=8), levels(shop, MUG=7)] == [2, 0, 0]
    deliver(shop)
    assert fake.levels == {"501": 7, "502": 4}
    assert sum("graphql" in one.path for one in fake.asked) == 2, "one look for the items, one telling"
    assert sent(shop, "stock") == [("SENT", 1, "", "CONFIRMED")] * 2


def test_an_older_level_never_overtakes_a_newer_one(shop: Company, fake: Fake) -> None:
    listed(shop, fake, MUG="501")
    levels(shop, MUG=9)
    fake.moods = ["", "500"]
    deliver(shop)
    assert sent(shop, "stock")[0][0] == "PENDING"
    levels(shop, MUG=3)
    deliver(shop)
    assert fake.levels == {"501": 3}
    with clock.held_at(NOW + timedelta(hours=1)):
        deliver(shop)
    assert fake.levels == {"501": 3}
    assert [told for *_, told in sent(shop, "stock")] == ["SKIPPED", "CONFIRMED"]


def test_a_listing_that_is_refused_fails_alone(shop: Company, fake: Fake) -> None:
    listed(shop, fake, MUG="501", CUP="502")
    del fake.listings["502"]
    levels(shop, MUG=9, CUP=4)
    deliver(shop)
    assert fake.levels == {"501": 9}
    assert [(state, failure) for state, _, failure, _ in sent(shop, "stock")] == [
        ("FAILED", "refused: 502: not there"), ("SENT", ""),
    ]  # fmt: skip


def test_the_last_unit_sold_tells_nothing_left_at_once_and_its_return_is_left_to_the_rules(
    shop: Company, fake: Fake
) -> None:
    shop.sku("RARE", HZ=1)
    listed(shop, fake, RARE="509")
    fake.orders["1009"] = Sold("1009", NOW, NOW, [Item("99", "RARE", "509")])
    shop.send(incoming("1009", line("RARE", 1, external_id="99", listing="509")), shop=shop.shop)
    shop.run()
    deliver(shop)
    assert fake.levels == {"509": 0}
    shop.must("cancel", "1009", reason="changed_mind")
    deliver(shop)
    assert fake.levels == {"509": 0}
    told = "SELECT payload->>'available', payload->>'write_back' FROM outbox WHERE topic = 'stock' AND target = %s"
    rows = shop.rows(f"{told} ORDER BY id", [f"shop:{shop.shop}"])
    assert rows == [("0", "CONFIRMED"), ("1", "SKIPPED")]


def test_a_level_of_a_sku_without_listing_is_found_by_its_code(shop: Company, fake: Fake) -> None:
    fake.listings["501"] = "MUG"
    levels(shop, MUG=6)
    deliver(shop)
    assert fake.levels == {"501": 6}


def test_a_refund_decision_of_a_platform_without_such_a_thing_is_skipped(shop: Company, fake: Fake) -> None:
    ordered(shop, fake)
    order = shop.one("SELECT id FROM orders")
    payload = {"refund": "R1", "granted": True, "amount_minor": 100, "currency": "CNY"}
    with shop.connection.transaction(), shop.connection.cursor() as cursor:
        log.send(cursor, [Outgoing("channel.refund", f"shop:{shop.shop}", payload, order)], NOW, shop.engine.ids)
    deliver(shop)
    assert sent(shop, "refund") == [("SENT", 1, "", "SKIPPED")]
