"""The line to an IMAP server: guarded address, TLS, limits of time and size that the whole run keeps."""

from __future__ import annotations

import imaplib
import io
import ipaddress
import socket
import ssl
import time

from orderway.adapters.trust import authorities
from orderway.ports.mailbox import (
    CALL_SECONDS_MAX,
    LETTER_BYTES_MAX,
    PLAIN,
    RUN_BYTES_MAX,
    RUN_SECONDS_MAX,
    STARTTLS,
    TLS,
    Box,
)
from orderway.ports.platform import Failure, PlatformFailed


class _Timed(io.RawIOBase):
    """What the server sends, until the run's time or size is over: a timeout of the socket counts from byte to byte."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        super().__init__()
        self._sock, self._until, self._size = sock, until, 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        """The next bytes; raises TimeoutError, OSError."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("its answers take too long")
        self._sock.settimeout(min(left, CALL_SECONDS_MAX))
        count = self._sock.recv_into(into)
        self._size += count
        if self._size > RUN_BYTES_MAX:
            raise OSError(f"it sends more than {RUN_BYTES_MAX} bytes")
        return count


class Line(imaplib.IMAP4):
    """One connection to the host's checked address."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._until = time.monotonic() + RUN_SECONDS_MAX
        super().__init__(box.host, box.port, CALL_SECONDS_MAX)
        if box.security == STARTTLS:
            try:
                self._begin_tls()
            except BaseException:
                self.shutdown()
                raise

    def _begin_tls(self) -> None:
        if "STARTTLS" not in self.capabilities:
            raise PlatformFailed(Failure.REFUSED, "it offers no STARTTLS")
        self.starttls(authorities())
        self._read_anew()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        """A socket to the address that was checked; the name is asked for once."""
        sock = socket.create_connection((_address(self._box), self._box.port), timeout)
        if self._box.security != TLS:
            return sock
        try:
            return authorities().wrap_socket(sock, server_hostname=self._box.host)
        except OSError:
            sock.close()
            raise

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, and read within the limits."""
        self.host, self.port = host, port
        self.sock = self._create_socket(timeout)
        self._read_anew()

    def _read_anew(self) -> None:
        self._buffer = io.BufferedReader(_Timed(self.sock, self._until))
        self.file = self._buffer

    def read(self, size: int) -> bytes:
        """A literal; raises OSError where the server announces more than a mail may have."""
        if size > 2 * LETTER_BYTES_MAX:
            raise OSError(f"it announces {size} bytes at once")
        return bytes(self._buffer.read(size))


def _address(box: Box) -> str:
    """The host's address; every one it has must be public unless the administrator allowed the host."""
    if box.security == PLAIN and not box.inside:
        raise PlatformFailed(Failure.REFUSED, "without TLS only hosts of the own network are read")
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(box.host, box.port, type=socket.SOCK_STREAM)]
    except socket.gaierror:
        raise PlatformFailed(Failure.TRY_LATER, "nobody knows a server of this name") from None
    except UnicodeError:
        raise PlatformFailed(Failure.REFUSED, "this cannot be the name of a server") from None
    if not box.inside and not all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found):
        raise PlatformFailed(Failure.REFUSED, "its address is not public")
    return found[0]


UNTRUSTED = ssl.SSLCertVerificationError
