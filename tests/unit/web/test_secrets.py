"""A shop's secret at rest."""

import pytest

from orderway.web.secrets import SealBroken, new_webhook_secret, seal, unseal


def test_what_is_sealed_opens_again_and_does_not_show() -> None:
    sealed = seal("whsec_geheim")
    assert unseal(sealed) == "whsec_geheim"
    assert "geheim" not in sealed


def test_the_same_secret_sealed_twice_looks_different() -> None:
    assert seal("a") != seal("a")


def test_nothing_stays_nothing() -> None:
    assert seal("") == ""
    assert unseal("") == ""


def test_another_key_does_not_open_it(settings_of: object) -> None:
    sealed = seal("a")
    settings_of.SECRET_KEY = "another-key-another-key-another-key-another"
    with pytest.raises(SealBroken):
        unseal(sealed)
    settings_of.SECRET_KEY_FALLBACKS = ["only-for-tests-only-for-tests-only-for-tests"]
    assert unseal(sealed) == "a"


def test_a_changed_seal_does_not_open() -> None:
    sealed = seal("a")
    with pytest.raises(SealBroken):
        unseal(sealed[:-2] + ("A=" if not sealed.endswith("A=") else "B="))


def test_a_new_secret_is_one_that_our_own_channel_takes() -> None:
    first, second = new_webhook_secret(), new_webhook_secret()
    assert first.startswith("whsec_")
    assert len(first) == len("whsec_") + 44
    assert first != second


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch) -> object:
    from django.conf import settings

    monkeypatch.setattr(settings, "SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    return settings
