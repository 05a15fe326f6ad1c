"""Runs of division names."""

import pytest

from orderway.places.address_chain import find_mentions, find_runs


def codes(text: str) -> list[list[str]]:
    return [[leaf.division.code for leaf in run.leaves] for run in find_runs(text)]


def test_run_narrows_a_shared_name_to_one_division() -> None:
    assert codes("福州市鼓楼区") == [["350102"]]
    assert len(codes("鼓楼区")[0]) == 4


def test_overlapping_names_are_cut_where_the_run_goes_on() -> None:
    assert codes("青岛市南区") == [["370202"]]
    assert codes("济南市中区") == [["370103"]]


@pytest.mark.parametrize("text", ["南京东路100号", "上海路12号", "井冈山大道170号", "西安南大街1号"])
def test_short_name_of_a_road_is_no_place(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", ["广州白云机场", "广州天河北路", "北京朝阳门外大街", "杭州余杭塘路"])
def test_short_district_name_inside_another_word_is_no_district(text: str) -> None:
    (run,) = find_runs(text)
    assert run.end == 2


def test_fillers_and_repeats_stay_inside_a_run() -> None:
    text = "海南省海南省白沙黎族自治县海南省省直辖县级行政区划白沙黎族自治县牙叉农场"
    (run,) = find_runs(text)
    assert text[run.end :] == "牙叉农场"
    assert run.leaves[0].division.code == "469025"


def test_turned_order_is_one_run() -> None:
    assert codes("西湖区,杭州市,浙江省") == [["330106"]]


def test_mentions_are_longest_first() -> None:
    assert [name.text for name in find_mentions("河北区")[0]] == ["河北区", "河北"]


def test_market_is_no_city() -> None:
    assert codes("红星中山市场") == []
