"""What goes in which parcel: by host, by what a parcel holds, and up to three layers of what never lies together."""

from typing import Any

import msgspec

from orderway.flow.order import Order
from orderway.flow.parting import PARCELS_MAX, host_of
from tests.unit.flow.making import BAG, CAP, GZ, HZ, MUG, Desk, line


def sized(desk: Desk, **volumes: int) -> Desk:
    """The desk with what its SKUs measure, in cm³."""
    skus = desk.world.refs.skus
    for sku, info in list(skus.items()):
        skus[sku] = msgspec.structs.replace(info, volume_cm3=volumes.get(info.code, 0))
    return desk


def parcels(made: Order) -> list[tuple[int, list[tuple[int, int]]]]:
    """By fulfilment its warehouse and what is in it: SKU and units."""
    return [
        (one.warehouse_id, [(p.sku_id, p.quantity) for p in made.fulfilment_lines if p.fulfilment_id == one.id])
        for one in made.fulfilments
    ]


def evidence(made: Order) -> Any:
    """What the source gate told, as it is stored."""
    told = next(step[2] for step in made.steps if step[0] == "source")
    return msgspec.json.decode(msgspec.json.encode(told))


def by_host(*lines: Any, **hosts: str) -> list[tuple[int, list[tuple[int, int]]]]:
    desk = Desk({MUG: {HZ: 9}, CAP: {HZ: 9}, BAG: {HZ: 9}}, apart_by=["host"])
    return parcels(desk.go(*lines, extra={"live_hosts": {at[1:]: who for at, who in hosts.items()}}))


def test_goods_of_two_live_hosts_never_share_a_parcel() -> None:
    assert by_host(line(MUG), line(CAP), line(BAG), _1="小美", _2="阿强", _3="小美") == [
        (HZ, [(MUG, 1), (BAG, 1)]),
        (HZ, [(CAP, 1)]),
    ]


def test_one_host_or_none_is_one_parcel() -> None:
    assert by_host(line(MUG), line(CAP), _1="小美", _2="小美") == [(HZ, [(MUG, 1), (CAP, 1)])]
    assert by_host(line(MUG), line(CAP)) == [(HZ, [(MUG, 1), (CAP, 1)])]


def test_a_gift_of_ours_goes_with_the_goods_of_its_host() -> None:
    desk = Desk({})
    made = desk.order(line(MUG), line(CAP), line(BAG), line(BAG), extra={"live_hosts": {"1": "小美", "2": "阿强"}})
    made.lines[2].added_by, made.lines[2].main_line_id = "gift:1.1", made.lines[1].id
    made.lines[3].added_by = "gift:1.2"
    assert [host_of(each, made) for each in made.lines] == ["小美", "阿强", "阿强", "小美"]
    made.extra = {"live_host": "小美"}
    assert {host_of(each, made) for each in made.lines} == {"小美"}


def test_a_parcel_holds_no_more_than_its_volume() -> None:
    desk = sized(Desk({MUG: {HZ: 9}, CAP: {HZ: 9}}, parcel_cm3_max=3000), MUG=1000, CAP=500)
    made = desk.go(line(CAP, 2), line(MUG, 4))
    assert parcels(made) == [(HZ, [(MUG, 3)]), (HZ, [(MUG, 1), (CAP, 2)])], "the largest first, then what fits beside"
    assert [one.cost_minor for one in made.fulfilments] == [200 + 150 + 1200, 200 + 150 + 1200]
    source = evidence(made)
    assert [part["part"] for part in source["parts"]] == ["#1", "#2"]
    assert source["total"] == sum(one.cost_minor for one in made.fulfilments)
    assert sum(r.quantity for r in made.live_reservations()) == 6


def test_a_parcel_holds_no_more_than_its_weight() -> None:
    made = Desk({MUG: {HZ: 9}}, parcel_grams_max=1000).go(line(MUG, 5))
    assert parcels(made) == [(HZ, [(MUG, 2)]), (HZ, [(MUG, 2)]), (HZ, [(MUG, 1)])]


def test_what_is_larger_than_a_parcel_goes_alone_and_what_has_no_size_goes_anywhere() -> None:
    desk = sized(Desk({MUG: {HZ: 9}, CAP: {HZ: 9}}, parcel_cm3_max=800), MUG=1000)
    assert parcels(desk.go(line(MUG, 2), line(CAP, 3))) == [(HZ, [(MUG, 1)]), (HZ, [(MUG, 1)]), (HZ, [(CAP, 3)])]


def test_each_warehouse_packs_what_it_sends() -> None:
    desk = sized(Desk({MUG: {HZ: 3}, CAP: {GZ: 3}}, parcel_cm3_max=2000), MUG=1000, CAP=1000)
    made = desk.go(line(MUG, 3), line(CAP, 3))
    assert sorted(parcels(made)) == [
        (HZ, [(MUG, 1)]),
        (HZ, [(MUG, 2)]),
        (GZ, [(CAP, 1)]),
        (GZ, [(CAP, 2)]),
    ]


def test_a_pallet_is_not_divided_without_end() -> None:
    desk = sized(Desk({MUG: {HZ: 99}}, parcel_cm3_max=1000), MUG=1000)
    units = [sum(many for _, many in inside) for _, inside in parcels(desk.go(line(MUG, 60, 100)))]
    assert units == [1] * (PARCELS_MAX - 1) + [60 - (PARCELS_MAX - 1)]


def test_three_layers_and_a_limit_work_together() -> None:
    desk = sized(
        Desk({MUG: {HZ: 9}, CAP: {HZ: 9}}, apart_by=["category", "gift", "host"], parcel_cm3_max=1000), MUG=800
    )
    desk.world.refs.skus[CAP] = msgspec.structs.replace(desk.world.refs.skus[CAP], category="cold")
    made = desk.go(line(MUG, 2), line(CAP), line(CAP, gift=True), extra={"live_hosts": {"1": "小美", "2": "小美"}})
    source = evidence(made)
    assert [part["part"] for part in source["parts"]] == [
        " / goods / 小美 #1",
        " / goods / 小美 #2",
        "cold / goods / 小美",
        "cold / gift / ",
    ]
    assert len(made.fulfilments) == 4
