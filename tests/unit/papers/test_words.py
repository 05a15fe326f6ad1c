from orderway.papers.words import WORDS, words


def test_every_word_stands_in_both_languages() -> None:
    assert all(len(both) == 2 and all(both) for both in WORDS.values())
    assert words("zh-hans")["cod"] == "代收货款"
    assert words("zh-TW")["cod"] == "代收货款"
    assert words("en")["cod"] == words("de")["cod"] == "Collect"
