"""First expired, first out; what is named goes first; nothing is lost or made up."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orderway.stock.lots import Lot, first_sold_day, spread

TODAY = date(2026, 11, 20)


def shelf(**lots: tuple[int, int | None]) -> dict[str, Lot]:
    """Lots by name: units, and in how many days they expire."""
    return {
        name: Lot(name, None if days is None else TODAY + timedelta(days=days), units)
        for name, (units, days) in lots.items()
    }


def out(units: int, kind: str = "ship") -> tuple[int, int, int, str, str, None]:
    return (1, 1, -units, kind, "", None)


def test_what_expires_first_leaves_first_and_what_never_expires_last() -> None:
    assert spread(out(7), shelf(b=(3, 90), a=(2, 60), z=(5, None)), TODAY) == [("a", -2), ("b", -3), ("z", -2)]


def test_goods_too_old_to_be_sold_are_shipped_only_when_nothing_else_is_there() -> None:
    lots = shelf(old=(4, 5), new=(3, 60))
    assert spread(out(5), lots, first_sold_day(TODAY, 30)) == [("new", -3), ("old", -2)]


def test_a_lot_is_sold_up_to_its_last_day() -> None:
    lots = shelf(edge=(2, 31), new=(3, 60))
    assert spread(out(3), lots, first_sold_day(TODAY, 30)) == [("edge", -2), ("new", -1)]


def test_goods_that_are_set_aside_are_those_that_expire_first() -> None:
    assert spread(out(2, "damage"), shelf(old=(4, 5), new=(3, 60)), first_sold_day(TODAY, 30)) == [("old", -2)]


def test_a_lot_that_is_named_goes_first() -> None:
    assert spread(out(4), shelf(a=(2, 60), b=(3, 90)), TODAY, Lot("b", None, 0)) == [("b", -3), ("a", -1)]


def test_goods_that_come_go_into_the_lot_they_name_or_into_none() -> None:
    lots = shelf(a=(2, 60))
    day = date(2027, 5, 1)
    assert spread((1, 1, 5, "receive", "", None), lots, TODAY, Lot("n", day, 0)) == [("n", 5)]
    assert (lots["n"].expires_on, lots["n"].on_hand) == (day, 5)
    assert spread((1, 1, 3, "return", "", None), lots, TODAY) == [("", 3)]


def test_the_last_day_of_the_near_days_is_not_sold() -> None:
    assert first_sold_day(TODAY, 0) == TODAY
    assert first_sold_day(TODAY, 30) == TODAY + timedelta(days=31)


@given(
    st.dictionaries(
        st.sampled_from("abcde"), st.tuples(st.integers(0, 9), st.none() | st.integers(-9, 99)), max_size=5
    ),
    st.integers(1, 60),
    st.sampled_from(["ship", "adjust"]),
)
def test_the_lots_change_by_exactly_what_moves(lots: dict[str, tuple[int, int | None]], units: int, kind: str) -> None:
    kept = shelf(**lots)
    before = sum(lot.on_hand for lot in kept.values())
    parts = spread(out(units, kind), kept, TODAY)
    assert sum(count for _, count in parts) == -units
    assert sum(lot.on_hand for lot in kept.values()) == before - units
    assert all(lot.on_hand >= 0 for name, lot in kept.items() if name)
