from datetime import timedelta

from orderway.flow.order import Payment
from orderway.journey.review.captures import lapses_at
from tests.unit.flow.making import HZ, MUG, NOW, Desk, line


def test_the_oldest_authorisation_lapses_first_and_none_does_once_all_is_taken() -> None:
    made = Desk({MUG: {HZ: 9}}).order(line(MUG))
    made.payments = [
        Payment(at, made.id, "authorised", 5000, NOW + timedelta(days=at), str(at), "card", "", 0) for at in (2, 1)
    ]
    made.authorised_minor, made.captured_minor = 10_000, 4000
    assert lapses_at(made, 7) == NOW + timedelta(days=8)
    assert lapses_at(made, 0) is None
    made.captured_minor = 10_000
    assert lapses_at(made, 7) is None
