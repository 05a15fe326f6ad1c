"""Hidden personal data."""

import pytest

from orderway.places.masks import mask_email, mask_name, mask_phone, mask_street


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("陈小平", "陈*平"),
        ("张三", "张*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("司马", "司*"),
        ("阿卜杜拉·买买提", "阿******提"),
        ("John Smith", "J*** S***"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_name_keeps_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked
    assert mask_name(masked) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("13812345678-1234", "138****5678-****"),
        ("13812345678转12", "138****5678转**"),
        ("0571-88157858-801", "0571-****7858-***"),
        ("+1 415-555-2671", "+1 41*-***-2671"),
        ("10086", "***86"),
        ("", ""),
    ],
)
def test_phone_hides_the_digits_before_the_last_four(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked
    assert mask_phone(masked) == masked


@pytest.mark.parametrize(
    ("street", "masked"),
    [
        ("科苑路15号3栋201", "科苑路***"),
        ("粤海街道科苑路1号", "粤海街道***"),
        ("桃源村3号", "桃源***"),
        ("221B Baker Street", "*** Baker Street"),
        ("", ""),
    ],
)
def test_street_hides_the_door(street: str, masked: str) -> None:
    assert mask_street(street) == masked
    assert mask_street(masked) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [("john@example.com", "j***@example.com"), ("bad", "b***"), ("", ""), ("j***@x.cn", "j***@x.cn")],
)
def test_email_keeps_its_domain(email: str, masked: str) -> None:
    assert mask_email(email) == masked
