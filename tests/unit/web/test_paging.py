"""Keyset pages."""

import pytest

from orderway.web.paging import PAGE_ROWS, cut, key_of, mark_of, rows_of
from orderway.web.problems import Problem


def test_a_mark_gives_its_key_back() -> None:
    assert key_of(mark_of([17, "A/ü"]), int, str) == [17, "A/ü"]
    assert key_of("", int) is None


@pytest.mark.parametrize("mark", ["%%%", "AAAA", mark_of(["text"]), mark_of([1, 2]), "x" * 500, "é"])
def test_a_mark_that_is_none_of_ours_is_refused(mark: str) -> None:
    with pytest.raises(Problem) as refused:
        key_of(mark, int)
    assert (refused.value.status, refused.value.faults[0].pointer) == (422, "#/after")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "٣", "999999999999"])
def test_a_limit_out_of_bounds_is_refused(limit: str) -> None:
    with pytest.raises(Problem):
        rows_of(limit)


def test_without_a_limit_there_is_the_usual_one() -> None:
    assert rows_of("") == PAGE_ROWS
    assert rows_of("200") == 200


def test_the_row_too_many_becomes_the_mark_of_the_next_page() -> None:
    page = cut([5, 4, 3], 2, lambda row: [row])
    assert page.rows == [5, 4]
    assert key_of(page.next, int) == [4]
    assert cut([5, 4], 2, lambda row: [row]).next == ""
