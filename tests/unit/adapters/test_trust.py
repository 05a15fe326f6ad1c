"""What every call over TLS stands on."""

import ssl

from orderway.adapters.trust import authorities


def test_a_name_and_its_certificate_are_demanded_and_the_authorities_read_once() -> None:
    context = authorities()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert authorities() is context
