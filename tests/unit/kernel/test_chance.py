from orderway.kernel.chance import between, drawn, happens


def test_the_same_words_draw_the_same_and_their_borders_count() -> None:
    assert drawn("a", "b") == drawn("a", "b")
    assert drawn("a", "b") != drawn("ab", "")


def test_a_rate_in_permille_is_met() -> None:
    assert 80 <= sum(happens(10, "s", str(n)) for n in range(10_000)) <= 120
    assert not any(happens(0, str(n)) for n in range(100))
    assert all(happens(1000, str(n)) for n in range(100))


def test_both_ends_of_a_range_are_drawn_and_nothing_else() -> None:
    assert {between(2, 4, str(n)) for n in range(100)} == {2, 3, 4}
    assert between(5, 5, "x") == 5
