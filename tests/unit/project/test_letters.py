import pytest

from orderway.project.letters import question_letter, survey_letter


@pytest.mark.parametrize("field", ["address", "phone", "name", "specification", "shortage", "other"])
def test_every_question_has_words_of_its_own_in_both_languages(field: str) -> None:
    english, chinese = (question_letter(field, "", "A1", language) for language in ("en", "zh-hans"))
    assert english[0] == "About your order A1"
    assert chinese[0] == "关于您的订单 A1"
    assert english[1] != chinese[1]
    assert english[1].isascii()


def test_what_staff_wrote_goes_out_as_written() -> None:
    assert question_letter("address", "几号楼？", "A1", "en")[1] == "几号楼？"


def test_a_subject_is_never_longer_than_a_letter_takes() -> None:
    assert len(question_letter("address", "", "9" * 500, "en")[0]) == 150
    assert survey_letter("A1", "zh-CN")[0] == "您对订单 A1 满意吗？"
