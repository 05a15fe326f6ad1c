"""A mail server that talks IMAP4rev1 on this machine: as it should, slowly, wrongly, twice, or not at all."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_COMMAND = re.compile(rb"^(\S+) (UID )?(\w+) ?(.*)$", re.DOTALL)


class FakeImap:
    """One mailbox. `mood` makes it misbehave; `asked` holds what it was asked, passwords too."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.mails: dict[int, bytes] = {}
        self.validity = 7
        self.mood = ""
        self.asked: list[str] = []
        self.login = ("shop@example.com", 'pass"word')
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def put(self, mail: str | bytes) -> int:
        """A mail arrives; its UID."""
        uid = max(self.mails, default=100) + 1
        self.mails[uid] = mail if isinstance(mail, bytes) else mail.replace("\n", "\r\n").encode()
        return uid

    def close(self) -> None:
        """No more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who waits for it
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            try:
                with connection:
                    connection.settimeout(5)
                    line = self._context.wrap_socket(connection, server_side=True) if self._context else connection
                    self._talk(line)
            except OSError:
                continue

    def _talk(self, line: socket.socket) -> None:
        if self.mood == "silent":
            line.recv(1)  # until the client gives up
            return
        if self.mood == "no mail server":
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        line.sendall(b"* OK ready\r\n")
        with line.makefile("rb") as file:
            for request in file:
                if not self._answer(line, request.strip()):
                    return

    def _answer(self, line: socket.socket, request: bytes) -> bool:
        found = _COMMAND.match(request)
        if found is None:
            return False
        tag, _, name, rest = found.groups()
        self.asked.append((name + b" " + rest).decode())
        if self.mood == f"breaks at {name.decode()}":
            return False
        said = {
            b"CAPABILITY": self._capability, b"LOGIN": self._login, b"ID": lambda _: (b"* ID NIL\r\n", b"OK done"),
            b"EXAMINE": self._examine, b"SEARCH": self._search, b"FETCH": self._fetch,
        }.get(name)  # fmt: skip
        body, end = said(rest) if said else (b"", b"BAD unknown")
        line.sendall(body + tag + b" " + end + b"\r\n")
        return True

    def _capability(self, _: bytes) -> tuple[bytes, bytes]:
        return b"* CAPABILITY IMAP4rev1 ID\r\n", b"OK done"

    def _login(self, rest: bytes) -> tuple[bytes, bytes]:
        if self.mood == "busy":
            return b"", b"NO [UNAVAILABLE] later"
        user, password = (word.replace('"', '\\"') for word in self.login)
        return b"", b"OK in" if rest.decode() == f'"{user}" "{password}"' else b"NO [AUTHENTICATIONFAILED] wrong"

    def _examine(self, rest: bytes) -> tuple[bytes, bytes]:
        if rest != b'"INBOX"':
            return b"", b"NO no such folder"
        return (
            f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n".encode(),
            b"OK [READ-ONLY] open",
        )

    def _search(self, rest: bytes) -> tuple[bytes, bytes]:
        first = int(rest.split()[1].split(b":")[0]) if rest.startswith(b"UID") else 0
        # As servers do: `n:*` names the newest even where it is older than n.
        found = [uid for uid in self.mails if uid >= first] or sorted(self.mails)[-1:]
        return f"* SEARCH {' '.join(map(str, found))}\r\n".encode(), b"OK done"

    def _fetch(self, rest: bytes) -> tuple[bytes, bytes]:
        uid = int(rest.split()[0])
        most = int(rest.rstrip(b">)").rpartition(b".")[2])
        raw = self.mails[uid][:most]
        size = 10**9 if self.mood == "boasts" else len(raw)
        return f"* 1 FETCH (UID {uid} BODY[]<0> {{{size}}}\r\n".encode() + raw + b")\r\n", b"OK done"


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[FakeImap]:
    """A server for as long as the block runs."""
    made = FakeImap(context)
    try:
        yield made
    finally:
        made.close()
