from orderway.console.aftersales.sums import Purse, Share, expected_minor, line_minor, unit_shares

MUGS = Share(paid_share_minor=8999, ordered=3, refunded_units=0, refunded_minor=0, shipped=3)
PAID = Purse(8999, 0, 0, 8999)


def test_units_carry_their_share_and_add_up_to_what_was_paid() -> None:
    assert unit_shares(MUGS, 3) == [2999, 3000, 3000]
    assert sum(unit_shares(MUGS, 3)) == 8999


def test_the_next_unit_is_counted_after_those_refunded_before() -> None:
    assert unit_shares(Share(8999, 3, 1, 2999, 3, 1), 2) == [3000, 3000]
    assert unit_shares(Share(8999, 3, 3, 8999, 3, 3), 1) == []


def test_what_was_stored_at_the_inspection_is_never_counted_again() -> None:
    entry = {"line_id": 1, "asked": 1, "received": 1, "refund_minor": 2999}

    assert line_minor(entry, "SETTLING", Share(8999, 3, 1, 2999, 3, 1)) == 2999


def test_before_it_came_what_was_asked_counts_and_afterwards_what_came() -> None:
    entry = {"line_id": 1, "asked": 2, "received": 1}

    assert expected_minor("return", "REQUESTED", [entry], {1: MUGS}, PAID) == 5999
    assert expected_minor("return", "RECEIVED", [entry], {1: MUGS}, PAID) == 2999


def test_never_more_than_is_left_of_what_came() -> None:
    entry = {"line_id": 1, "asked": 3, "received": 0}

    assert expected_minor("return", "REQUESTED", [entry], {1: MUGS}, Purse(8999, 5000, 1000, 8999)) == 2999


def test_a_refused_order_that_comes_back_whole_pays_back_its_freight_too() -> None:
    entry = {"line_id": 1, "asked": 3, "received": 0}

    assert expected_minor("refused", "AWAITING_PARCEL", [entry], {1: MUGS}, Purse(9999, 0, 0, 9999)) == 9999
    assert expected_minor("refused", "AWAITING_PARCEL", [entry], {1: MUGS}, Purse(0, 0, 0, 9999)) == 0
