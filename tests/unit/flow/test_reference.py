"""The cheapest way from a warehouse to a place, by weight."""

from datetime import timedelta

from orderway.flow.reference import Terms, ship_by_of
from tests.unit.flow.making import CARRIER, NOW, SHOP, SLOW_CARRIER, references, warehouse


def test_a_province_has_its_zone_before_its_country() -> None:
    place = warehouse(1, "HZ", "浙江省", 600)
    assert [place.zone_of("CN", p) for p in ("浙江省", "四川省")] == ["near", "far"]
    assert place.zone_of("DE", "Bayern") is None
    place.zones[("", "")] = "world"
    assert place.zone_of("DE", "Bayern") == "world"


def test_freight_is_that_of_the_first_limit_the_weight_fits_in() -> None:
    freight = warehouse(1, "HZ", "浙江省", 900).freight_to("CN", "四川省")
    assert freight is not None
    assert [(grams, freight.prices[freight.at(grams)]) for grams in (1, 1000, 1001, 5000, 30000)] == [
        (1, 900),
        (1000, 900),
        (1001, 1800),
        (5000, 1800),
        (30000, 4500),
    ]
    assert freight.at(30001) == len(freight.limits)


def test_the_cheaper_carrier_is_taken_for_each_weight_and_the_faster_between_equals() -> None:
    place = warehouse(1, "HZ", "浙江省", 900)
    place.rates["far"] += [(1000, 900, SLOW_CARRIER, 9), (5000, 1000, SLOW_CARRIER, 9)]
    freight = place.freight_to("CN", "四川省")
    assert freight is not None
    assert list(zip(freight.limits, freight.prices, freight.carriers, strict=True)) == [
        (1000, 900, CARRIER),
        (5000, 1000, SLOW_CARRIER),
        (30000, 4500, CARRIER),
    ]


def test_cash_on_delivery_goes_only_with_carriers_that_collect_it() -> None:
    place = warehouse(1, "HZ", "浙江省", 900)
    place.rates["far"] += [(1000, 1, SLOW_CARRIER, 9)]
    free, cod = place.freight_to("CN", "四川省"), place.freight_to("CN", "四川省", Terms(frozenset({CARRIER})))
    assert free is not None
    assert cod is not None
    assert (free.prices[0], cod.prices[0]) == (1, 900)
    assert warehouse(1, "HZ", "浙江省", 900).freight_to("CN", "四川省", Terms(frozenset())) is None


def test_the_latest_moment_to_ship_follows_from_the_policy() -> None:
    refs = references(ship_within_hours=5)
    assert ship_by_of(refs.shops[SHOP], NOW) == NOW + timedelta(hours=5)


def test_a_listing_goes_before_the_code_and_what_is_unknown_stays_unknown() -> None:
    refs = references()
    refs.listings = {(SHOP, "L1"): 102, (SHOP, "L2"): 0}
    assert [refs.sku_of(SHOP, *key) for key in (("L1", "MUG"), ("L2", "MUG"), ("", "MUG"), ("", "NONE"))] == [
        102,
        101,
        101,
        None,
    ]
