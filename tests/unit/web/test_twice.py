"""Names that stand twice in one object are found wherever they stand."""

import pytest

from orderway.web.twice import twice_told


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a":1,"a":2}', "/a"),
        ('{"a":1,"b":{"c":1},"a":2}', "/a"),
        ('{"a" : 1,\n"a"\t: 1}', "/a"),
        ('{"a":1,"\\u0061":1}', "/a"),
        ('{"lines":[{"q":1},{"q":1,"q":7}]}', "/lines/1/q"),
        ('{"x":{"y":[[{"z":{"b":1,"b":1}}]]}}', "/x/y/0/0/z/b"),
        ('{"x":{"a/b~":1,"a/b~":2}}', "/x/a~1b~0"),
        ('[{"a":1},{"a":1,"a":1}]', "/1/a"),
        ('{"":1,"":2}', "/"),
    ],
)
def test_a_name_told_twice_is_pointed_at(text: str, pointer: str) -> None:
    assert twice_told(text.encode()) == pointer


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "null",
        '"a"',
        '{"a":1,"A":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}',
        '{"a":"\\"a\\":1, \\"a\\":2"}',
        '{"a":' + "9" * 10_000 + ',"b":1e400}',
        '{"a":"tab\there"}',
    ],
)
def test_the_same_name_in_other_objects_or_in_a_text_is_no_matter(text: str) -> None:
    assert twice_told(text.encode()) == ""
