"""Kinds of defects."""

from orderway.places.defects import DEFECTS, Defect


def test_every_kind_has_words_in_both_languages() -> None:
    for code in DEFECTS:
        defect = Defect(code, "street", "")
        assert defect.text("en").isascii()
        assert defect.text("en").endswith(".")
        assert defect.text("zh").endswith("。")
        assert defect.severity in {"blocks", "warns"}
