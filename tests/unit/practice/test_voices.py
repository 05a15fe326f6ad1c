"""Practice buyers judge by what happened to them."""

from orderway.practice.voices import WORDS, said


def test_a_late_parcel_is_judged_worse_by_everybody() -> None:
    keys = [f"shop/{number}" for number in range(200)]
    late, soon = [said(key, True, "en") for key in keys], [said(key, False, "en") for key in keys]
    assert max(one.delivery for one in late) == 3
    assert min(one.delivery for one in soon) == 4
    assert all(1 <= score <= 5 for one in (*late, *soon) for score in (one.product, one.delivery, one.service))


def test_some_write_words_in_their_own_language() -> None:
    words = {said(f"shop/{number}", False, "zh-hans").text for number in range(200)} - {""}
    assert words == set(WORDS["zh-hans"][True])


def test_the_same_buyer_says_the_same_again() -> None:
    assert said("tmall/1", False, "en") == said("tmall/1", False, "en")
