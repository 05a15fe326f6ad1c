"""Finds the divisions that a Chinese text names: runs of neighbouring names that agree with each other.

A run (江苏 淮安 清江浦区) is read from left to right; each name keeps only the divisions that lie in, or hold,
what stands so far. So 鼓楼区 after 福州 is one division, and alone it stays four.
"""

import re
from typing import NamedTuple

from orderway.places.division_names import Name, load_names
from orderway.places.divisions import Division

START_POINTS = 30  # a run that opens the text, or follows a label, is the address itself
REPEAT_POINTS = 5  # the same level named again in full (广东佛山佛山市)
NAMES_PER_RUN_MAX = 12

_BETWEEN = re.compile(
    r"[^0-9A-Za-z一-鿿]*"
    r"(?:(?:自治区|省)?直辖(?:县级)?(?:行政区划|行政单位|县)?|市辖区|市辖县)?"
    r"[^0-9A-Za-z一-鿿]*"
)
# After a short name: what makes it part of a road's name rather than a place (北京西路, 井冈山大道).
_ROAD = re.compile(
    r"(?:[新老中内外环]|[东西南北][一二三四五六七八九十]?){0,2}(?:大街|大道|大马路|公路|高速|[路街道巷弄])"
)
# After a county's or a district's short name, more words make it something else (朝阳门, 西湖公园, 余杭塘路).
_NOT_COUNTY = re.compile(r"[门桥村镇乡站港湾河江湖山寺里坊岛口]|街道|社区|小区|新村|名[苑都]")
_NOT_DISTRICT = re.compile(
    r"[门桥村镇乡站港湾河江湖山寺里坊岛口]|[一-鿿][路街]|街道|社区|小区|花园|广场|大厦|大酒店|酒店|宾馆|饭店|医院|学院|大学|中学|小学|公园|"
    r"机场|新村|新城|家园|[苑城园]|商场|工业园|工业区|软件园|名[苑都]|国际|文化|体育|会展|世纪|中心"
)
_MARKET = re.compile(r"场|民|容(?![桂城县奇])|政(?!府)")  # 中山市场 is a market, not a city
_LABEL_END = re.compile(r"(?:址|在|是|于|到|至|往|寄|送|收|[^0-9A-Za-z一-鿿]|中国|^)$")


class Leaf(NamedTuple):
    """A division that a run may end at, with its points and the levels named for it (1 province, 2 city, 4 district).

    `former` is the name of an abolished district that the text gave, `successor` the one that took it over.
    """

    division: Division
    points: int
    levels: int
    full: bool
    successor: Division | None
    former: str | None


class Run(NamedTuple):
    """Neighbouring names that agree: where they stand, and the divisions that they leave possible, best first."""

    start: int
    end: int
    points: int
    leaves: tuple[Leaf, ...]


_LEVEL_BIT = {"province": 1, "city": 2, "district": 4}


def find_mentions(text: str) -> dict[int, list[Name]]:
    """Every division name that stands in `text`, by its position, longest first."""
    names = load_names()
    found: dict[int, list[Name]] = {}
    for at in range(len(text) - 1):
        for name in names.get(text[at : at + 2], ()):
            if text.startswith(name.text, at):
                found.setdefault(at, []).append(name)
    return found


def _leaves_of(name: Name, text: str, end: int) -> list[Leaf]:
    """What a name may mean here, short names that belong to a road or building left out."""
    after_short_ok = not _ROAD.match(text, end)
    county_ok = after_short_ok and not _NOT_COUNTY.match(text, end)
    district_ok = county_ok and not _NOT_DISTRICT.match(text, end)
    whole_ok = not (name.text[-1] == "市" and _MARKET.match(text, end))
    found = []
    for meaning in name.meanings:
        division, full, successor = meaning.division, meaning.full, meaning.successor
        if full:
            allowed = whole_ok
        elif division.level == "district":
            allowed = district_ok if division.name[-1] == "区" else county_ok
        else:
            allowed = after_short_ok
        if allowed:
            bit = 4 if successor else _LEVEL_BIT[division.level]
            found.append(Leaf(division, meaning.points, bit, full, successor, name.text if successor else None))
    return found


def agree(one: Leaf, other: Leaf) -> Leaf | None:
    """The deeper of two leaves with both's points when one lies in the other, else None."""
    deep, high = (one, other) if len(one.division.prefix) >= len(other.division.prefix) else (other, one)
    if not deep.division.code.startswith(high.division.prefix):
        return None
    if other.levels & one.levels:
        # A city's short name may repeat as its district's (淮安 淮安区): only what is new counts.
        points = max(one.points, other.points) + (REPEAT_POINTS if other.full else 0)
    else:
        points = one.points + other.points
    kept = high if deep.division == high.division and high.successor else deep
    return Leaf(deep.division, points, one.levels | other.levels, deep.full, kept.successor, kept.former)


def _join(leaves: list[Leaf], more: list[Leaf]) -> list[Leaf]:
    """Every pair that agrees, the best for each division."""
    best: dict[tuple[str, str], Leaf] = {}
    for one in leaves:
        for other in more:
            joined = agree(one, other)
            if joined is not None:
                key = (joined.division.code, joined.successor.code if joined.successor else "")
                if key not in best or best[key].points < joined.points:
                    best[key] = joined
    return list(best.values())


def _grow(
    text: str, mentions: dict[int, list[Name]], end: int, leaves: list[Leaf], depth: int
) -> tuple[int, int, list[Leaf]]:
    """The longest worthwhile continuation of a run that stands at `end`: points, end, leaves."""
    best = (max(leaf.points for leaf in leaves), end, leaves)
    between = _BETWEEN.match(text, end)
    assert between is not None
    if depth >= NAMES_PER_RUN_MAX:
        return best
    at = between.end()
    if at not in mentions and text.startswith("县", at):
        at += 1  # 重庆市县云阳县: the column of a form that says "county"
    for name in mentions.get(at, ()):
        stop = at + len(name.text)
        joined = _join(leaves, _leaves_of(name, text, stop))
        if joined:
            grown = _grow(text, mentions, stop, joined, depth + 1)
            if grown[0] > best[0]:
                best = grown
    return best


def _run_at(text: str, mentions: dict[int, list[Name]], at: int) -> Run | None:
    """The best run that starts at `at`, None when nothing there may stand on its own."""
    opens = at == 0 or _LABEL_END.search(text, 0, at) is not None
    best: tuple[int, int, list[Leaf]] | None = None
    for name in mentions[at]:
        end = at + len(name.text)
        leaves = _leaves_of(name, text, end)
        if leaves:
            grown = _grow(text, mentions, end, leaves, 1)
            if best is None or grown[0] > best[0]:
                best = grown
    if best is None:
        return None
    _, end, leaves = best
    one_name = end - at <= max(len(name.text) for name in mentions[at])
    if one_name:
        words = {m.division.code: m.alone for name in mentions[at] for m in name.meanings}
        leaves = [leaf for leaf in leaves if words.get(leaf.division.code, True)]
        if not opens:
            leaves = [leaf for leaf in leaves if leaf.full]
        if not leaves:
            return None
    leaves.sort(key=lambda leaf: -leaf.points)
    return Run(at, end, leaves[0].points + (START_POINTS if opens else 0), tuple(leaves))


def find_runs(text: str) -> list[Run]:
    """All runs of `text` that may be its place, in the order in which they stand."""
    mentions = find_mentions(text)
    runs, covered = [], 0
    for at in sorted(mentions):
        if at < covered:
            continue
        run = _run_at(text, mentions, at)
        if run is not None:
            runs.append(run)
            covered = run.end
    return runs
