"""Traditional letters."""

from orderway.places.traditional import TRADITIONAL


def test_traditional_names_become_simplified_letter_by_letter() -> None:
    assert "廣東省寶安區 臺灣 觀塘區".translate(TRADITIONAL) == "广东省宝安区 台湾 观塘区"
    assert all(len(simple) == 1 for simple in TRADITIONAL.values())
