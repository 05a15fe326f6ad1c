"""Mailboxes: what came is read once and left as it was; a server that is slow, wrong or dead is a failure by class."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from orderway.adapters.mailboxes import _line
from orderway.adapters.mailboxes.imap import READER
from orderway.ports import mailbox
from orderway.ports.mailbox import Box, Mark
from orderway.ports.platform import Failure, PlatformFailed
from tests.adapters.fake_imap import FakeImap, mail_server

pytestmark = pytest.mark.enable_socket
SINCE = datetime(2026, 11, 15, tzinfo=UTC)
MAIL = (
    "Message-ID: <{0}@example.com>\nFrom: Ann <ann@example.com>\nTo: shop@example.com\nSubject: Re: order\n\nText {0}\n"
)


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with mail_server() as made:
        yield made


def box(server: FakeImap, **changes: object) -> Box:
    told = {"security": "plain", "user": server.login[0], "password": server.login[1], "inside": True} | changes
    return Box("127.0.0.1", server.port, **told)  # type: ignore[arg-type]


def failure(server: FakeImap, **changes: object) -> PlatformFailed:
    with pytest.raises(PlatformFailed) as caught:
        READER.fetch(box(server, **changes), Mark(), SINCE)
    assert server.login[1] not in str(caught.value), "no secret in what is said"
    return caught.value


def test_what_came_is_read_once_and_stays_as_it_was(server: FakeImap) -> None:
    for number in (1, 2):
        server.put(MAIL.format(number))
    first = READER.fetch(box(server), Mark(), SINCE)
    assert [(one.key, one.text) for one in first.letters] == [
        ("<1@example.com>", "Text 1"),
        ("<2@example.com>", "Text 2"),
    ]
    assert (first.mark, first.more) == (Mark(7, 102), False)
    assert READER.fetch(box(server), first.mark, SINCE).letters == [], "n:* names the newest again"
    server.put(MAIL.format(3))
    assert [one.text for one in READER.fetch(box(server), first.mark, SINCE).letters] == ["Text 3"]
    asked = " ".join(server.asked)
    assert "PEEK" in asked and "STORE" not in asked and "SELECT" not in asked


def test_a_folder_that_was_made_anew_is_read_from_the_day_on(server: FakeImap) -> None:
    server.put(MAIL.format(1))
    found = READER.fetch(box(server), Mark(6, 500), SINCE)
    assert ([one.text for one in found.letters], found.mark) == (["Text 1"], Mark(7, 101))
    assert "SEARCH SINCE 15-Nov-2026" in server.asked


def test_a_long_run_goes_on_behind_its_mark(server: FakeImap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderway.adapters.mailboxes.imap.LETTERS_MAX", 2)
    for number in range(3):
        server.put(MAIL.format(number))
    first = READER.fetch(box(server), Mark(), SINCE)
    assert (len(first.letters), first.more) == (2, True)
    assert [one.text for one in READER.fetch(box(server), first.mark, SINCE).letters] == ["Text 2"]


def test_a_long_mail_is_cut_and_its_words_are_read(server: FakeImap) -> None:
    part = "Content-Type: {0}\nContent-Disposition: {1}\n\n{2}\n"
    parts = [("text/plain", "inline", "The words"), ("image/png", 'attachment; filename="a.png"', "x" * 2**20)]
    body = "".join("--b\n" + part.format(*one) for one in parts)
    server.put("Message-ID: <l@x>\nFrom: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n" + body)
    [letter] = READER.fetch(box(server), Mark(), SINCE).letters
    assert (letter.text, letter.attachments) == ("The words", ["a.png"])


def test_a_wrong_password_is_the_access(server: FakeImap) -> None:
    assert failure(server, password="no").kind is Failure.AUTH


@pytest.mark.parametrize(
    ("mood", "said"),
    [("busy", "refused the login"), ("no mail server", "line broke"), ("breaks at SEARCH", "line broke"),
     ("breaks at FETCH", "line broke"), ("boasts", "cannot be reached")],
)  # fmt: skip
def test_what_is_wrong_for_now_is_tried_later(server: FakeImap, mood: str, said: str) -> None:
    server.put(MAIL.format(1))
    server.mood = mood
    found = failure(server)
    assert found.kind is Failure.TRY_LATER
    assert said in found.said or "makes no sense" in found.said


def test_a_server_that_says_nothing_is_left(server: FakeImap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_line, "CALL_SECONDS_MAX", 0.2)
    server.mood = "silent"
    assert failure(server).kind is Failure.TRY_LATER


def test_a_run_ends_in_its_time_though_every_byte_comes_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"x")
        line = _line._Timed(ours, 0.0)  # its time was over long ago
        with pytest.raises(TimeoutError):
            line.readinto(memoryview(bytearray(1)))


def test_a_run_has_a_size(monkeypatch: pytest.MonkeyPatch, server: FakeImap) -> None:
    monkeypatch.setattr(_line, "RUN_BYTES_MAX", 2000)
    server.put(MAIL.format(1) + "x" * 4000)
    assert failure(server).kind is Failure.TRY_LATER


@pytest.mark.parametrize(
    "changes",
    [{"folder": "Nowhere"}, {"folder": 'a"\r\nb'}, {"user": "a\r\nx LOGOUT"}, {"user": ""}, {"inside": False},
     {"inside": False, "security": "tls"}],
)  # fmt: skip
def test_what_a_person_must_mend_is_refused(server: FakeImap, changes: dict[str, object]) -> None:
    assert failure(server, **changes).kind is Failure.REFUSED


@pytest.mark.parametrize(
    ("host", "kind"), [("nowhere.invalid", Failure.TRY_LATER), (f"a{'b' * 70}.example", Failure.REFUSED)]
)
def test_a_name_that_leads_nowhere_is_told(host: str, kind: Failure, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(name: str, *_: object, **__: object) -> list[object]:
        name.encode("idna")
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    with pytest.raises(PlatformFailed) as caught:
        READER.fetch(Box(host, 993, "tls", "user", "secret"), Mark(), SINCE)
    assert caught.value.kind is kind


def test_a_line_is_not_read_without_the_tls_that_was_wanted(server: FakeImap) -> None:
    assert failure(server, security="starttls").kind is Failure.REFUSED, "it offers none"
    assert server.asked and not any(one.startswith("LOGIN") for one in server.asked)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with mail_server(own_certificate(tmp_path)) as server:
        found = failure(server, security="tls")
    assert (found.kind, server.asked) == (Failure.REFUSED, [])
    assert "certificate is not trusted" in found.said


def own_certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(SINCE).not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
    file = folder / "mail.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_no_secret_shows_in_what_is_printed() -> None:
    assert repr(Box("h", 993, "tls", "user", "secret")) == "Box()"
    assert mailbox.RUN_SECONDS_MAX <= 5 * 60, "shorter than the rhythm of the task"
