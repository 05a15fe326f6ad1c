"""The one suite that every carrier file passes; a new file under adapters/carriers is picked up by itself."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from orderway.adapters.carriers import carriers
from orderway.adapters.carriers.practice import CARRIER, check_digit, due, is_number, road
from orderway.journey.track.actions import STATE_OF
from orderway.ports.carrier import CarrierEvent, CarrierRefused, LabelRequest
from orderway.ports.channel import Receiver

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
GARBAGE = (
    b"",
    b"\x00" * 8,
    b"null",
    b"[",
    b"{}",
    b'[1, null, {"tracking_number": 3}]',
    b"[" * 100_000,
    "签收".encode("gbk"),
)


def request(key: str = "17-1", **more: object) -> LabelRequest:
    return LabelRequest(key, "sf", Receiver(name="王小明", province="浙江省", city="杭州市"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", carriers())
def test_it_is_found_by_its_own_code(code: str) -> None:
    one = carriers()[code]
    assert (one.code, bool(one.name), one.practice in (True, False)) == (code, True, True)


@pytest.mark.parametrize("code", carriers())
def test_the_same_key_is_the_same_label_and_another_key_another(code: str) -> None:
    one = carriers()[code]
    first, again = one.buy(request(weight_grams=500)), one.buy(request(weight_grams=500))
    assert first == again
    if first is not None:
        other = one.buy(request("17-2"))
        assert other is not None and other.tracking_number != first.tracking_number
        assert 1 <= len(first.tracking_number) <= 60


@pytest.mark.parametrize("code", carriers())
def test_voiding_twice_or_what_was_never_bought_is_no_accident(code: str) -> None:
    one = carriers()[code]
    label = one.buy(request())
    number = label.tracking_number if label else ""
    for _ in range(2):
        one.void("17-1", number)
    one.void("never", "")
    assert one.buy(request()) == label


@pytest.mark.parametrize("code", carriers())
@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_what_cannot_be_read_holds_no_events(code: str, body: bytes) -> None:
    assert carriers()[code].read(body) == []


def test_a_practice_number_shows_a_wrong_digit_and_a_swap() -> None:
    label = CARRIER.buy(request())
    assert label is not None and is_number(label.tracking_number) and len(label.tracking_number) == 19
    wrong = label.tracking_number[:5] + str((int(label.tracking_number[5]) + 1) % 10) + label.tracking_number[6:]
    assert not is_number(wrong)
    assert check_digit("7992739871") == "3"


def test_a_thousand_keys_have_a_thousand_numbers() -> None:
    numbers = {label.tracking_number for at in range(1000) if (label := CARRIER.buy(request(f"{at}-1")))}
    assert len(numbers) == 1000


def test_a_parcel_too_heavy_is_refused() -> None:
    with pytest.raises(CarrierRefused, match="70001 g is over 70000 g"):
        CARRIER.buy(request(weight_grams=70_001))


def test_events_are_read_and_those_of_others_left_out() -> None:
    label = CARRIER.buy(request())
    assert label is not None
    mine = CarrierEvent(label.tracking_number, "delivered", AT, "杭州")
    strange = CarrierEvent("1Z999", "delivered", AT)
    assert CARRIER.read(msgspec.json.encode([strange, mine])) == [mine]


def test_the_road_runs_at_its_documented_rates_and_every_event_is_known() -> None:
    roads = [road(f"{at}-1", 3, "seed") for at in range(20_000)]
    codes = [[step.code for step in steps] for steps in roads]
    assert {code for each in codes for code in each} <= set(STATE_OF)
    assert 140 <= sum(each[-1] == "returned" for each in codes) <= 260
    assert 10 <= sum(each[-1] == "lost" for each in codes) <= 35
    assert 140 <= sum("exception" in each and each[-1] != "lost" for each in codes) <= 260
    assert all(a.after < b.after for steps in roads for a, b in itertools.pairwise(steps))


def test_a_road_is_the_same_again_and_faster_in_a_fast_world() -> None:
    steps = road("17-1", 2, "seed")
    assert steps == road("17-1", 2, "seed") and steps != road("17-1", 2, "other")
    assert due(steps[0], AT, 3600) - AT == steps[0].after / 3600
    assert timedelta(days=1) < steps[-1].after < timedelta(days=4)
