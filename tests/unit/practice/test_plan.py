"""The time line: the same for a seed, eight in a hundred with a defect, nothing after its end."""

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
import pytest

from orderway.places.address_check import check
from orderway.places.countries import check_address
from orderway.ports.channel import IncomingOrder
from orderway.practice import addresses, goods
from orderway.practice.defects import DEFECTS
from orderway.practice.orders import goods_minor
from orderway.practice.plan import DAYS, Plan, make_plan

UNTIL = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(7, 2000, UNTIL, goods.goods(Random(7)))


def own(plan: Plan) -> list[IncomingOrder]:
    return [msgspec.json.decode(m.body, type=IncomingOrder) for m in plan.messages if m.topic == "order"]


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assortment = goods.goods(Random(7))
    one, two, other = (make_plan(seed, 50, UNTIL, assortment) for seed in (7, 7, 8))
    assert one.messages == two.messages
    assert one.messages != other.messages


def test_every_message_lies_in_the_last_days_and_some_in_the_last_hours(plan: Plan) -> None:
    times = [m.at for m in plan.messages]
    assert times == sorted(times)
    assert UNTIL - timedelta(days=DAYS + 1) < times[0] and times[-1] <= UNTIL
    assert times[-1] > UNTIL - timedelta(hours=2)


def test_eight_in_a_hundred_have_one_of_nineteen_defects(plan: Plan) -> None:
    planted = sum(bool(one.defect) for one in plan.expected.values()) / len(plan.expected)
    assert 0.065 < planted < 0.095
    assert {e.defect for e in plan.expected.values() if e.defect} == {d.name for d in DEFECTS}
    assert len(DEFECTS) == 19


def test_clean_orders_add_up_and_their_addresses_pass_every_check(plan: Plan) -> None:
    looked_at = 0
    for order in own(plan):
        if plan.expected[order.external_id].defect or order.version == "3":
            continue
        looked_at += 1
        assert goods_minor(order) - order.discount_minor + order.shipping_minor == order.total_minor
        to = order.ship_to
        if to.country == "CN":
            assert check(to.province, to.city, to.district, to.street) == []
        else:
            fields = {
                "name": to.name,
                "province": to.province,
                "city": to.city,
                "street": to.street,
                "postcode": to.postcode,
            }
            assert check_address(to.country, fields) == []
    assert looked_at > 1500


def test_emoji_arabic_free_gifts_and_lines_of_zero_are_ordinary(plan: Plan) -> None:
    clean = [o for o in own(plan) if not plan.expected[o.external_id].defect]
    assert any(any(sign in o.ship_to.name for sign in "🌸😊🐱✨🍀") for o in clean)
    assert any(o.ship_to.country == "AE" and o.ship_to.name[0] > "\u0600" for o in clean)
    assert any(line.gift and line.unit_price_minor == 0 for o in clean for line in o.lines)
    assert any(line.quantity == 0 for o in clean for line in o.lines)


@pytest.mark.parametrize("country", sorted(addresses.ABROAD))
def test_every_place_abroad_passes_its_countrys_checks(country: str) -> None:
    for seed in range(20):
        to = addresses.abroad(Random(seed), country, seed)
        fields = {
            "name": to.name,
            "province": to.province,
            "city": to.city,
            "street": to.street,
            "postcode": to.postcode,
        }
        assert check_address(country, fields) == []


def test_barcodes_have_their_check_digit() -> None:
    assert goods.ean13("400638133393") == "4006381333931"
    assert len({g.code for g in goods.goods(Random(1))}) == 385
