from django.conf import settings
from django.core.checks import run_checks

from orderway.project import settings as project_settings


def test_djangos_own_checks_find_nothing() -> None:
    assert [str(found) for found in run_checks()] == []


def test_only_argon2_makes_new_passwords() -> None:
    # The product's own settings: tests/conftest.py has Django hash with the least cost.
    assert project_settings.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_both_languages_carry_their_own_names() -> None:
    assert settings.LANGUAGES == [("en", "English"), ("zh-hans", "简体中文")]


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY is True
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
