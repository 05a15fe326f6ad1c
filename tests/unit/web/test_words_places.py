"""Countries in the reader's language."""

from django.utils import translation

from orderway.web.words_places import country_word


def test_a_country_has_its_name_in_both_languages() -> None:
    with translation.override("zh-hans"):
        assert [country_word(code) for code in ("CN", "NL")] == ["中国", "荷兰"]
    with translation.override("en"):
        assert [country_word(code) for code in ("CN", "NL")] == ["China", "Netherlands"]


def test_an_unknown_code_stays_and_none_stays_none() -> None:
    assert country_word("XQ") == "XQ"
    assert country_word("") == ""
