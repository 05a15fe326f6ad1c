import pytest

from orderway.journey.pick.walks import Bin, Place, drawing, walk

HALL = Place(1, "Hangzhou", 6, 200, 30)


def test_the_walk_is_the_shortest_and_comes_back_to_the_depot() -> None:
    found = walk(HALL, [Bin("C-02", 2, 20), Bin("A-01", 0, 10), Bin("A-09", 0, 90), Bin("C-01", 2, 10)])
    assert found.length_dm == 2 * 90 + 2 * 60 + 2 * 20
    assert found.corners[0] == found.corners[-1] == (0.0, 0.0)
    assert sorted(found.bins) == ["A-01", "A-09", "C-01", "C-02"]


def test_bins_at_one_place_are_visited_one_after_the_other() -> None:
    found = walk(HALL, [Bin("B-LOW", 1, 50), Bin("B-HIGH", 1, 50), Bin("E", 4, 150)])
    assert abs(found.bins.index("B-LOW") - found.bins.index("B-HIGH")) == 1


def test_bins_that_nobody_has_measured_come_last_by_their_code() -> None:
    found = walk(HALL, [Bin("Z"), Bin("", None, None), Bin("FAR", 17, 10), Bin("D-01", 3, 10)])
    assert found.bins == ["D-01", "", "FAR", "Z"]


def test_a_bin_behind_the_end_of_its_aisle_counts_as_its_end() -> None:
    assert walk(HALL, [Bin("A", 0, 900)]).length_dm == 400


@pytest.mark.parametrize("place", [Place(1, "x", 0, 200, 30), Place(1, "x", 3, 0, 30)])
def test_a_warehouse_without_aisles_has_no_way_but_a_sequence(place: Place) -> None:
    found = walk(place, [Bin("B", 0, 1), Bin("A", 0, 2)])
    assert (found.bins, found.length_dm, found.corners) == (["A", "B"], 0, [])
    assert drawing(place, [], []) == {}


def test_the_plan_holds_every_rack_aisle_and_stop_inside_its_frame() -> None:
    found = walk(HALL, [Bin("F", 5, 200), Bin("A", 0, 0)])
    drawn = drawing(HALL, found.corners, [{"aisle": 5, "y": 999, "label": 1, "done": False}])
    assert len(drawn["racks"]) == 7
    assert [a["label"] for a in drawn["aisles"]] == ["01", "02", "03", "04", "05", "06"]
    points = [tuple(map(float, pair.split(","))) for pair in drawn["path"].split(" ")]
    assert all(0 < x < drawn["width"] and 0 < y < drawn["height"] for x, y in points)
    assert (drawn["stops"][0]["x"], drawn["stops"][0]["y"]) in points


def test_one_aisle_alone_can_be_drawn() -> None:
    place = Place(1, "x", 1, 100, 30)
    assert drawing(place, walk(place, [Bin("A", 0, 50)]).corners, [])["width"] > 0
