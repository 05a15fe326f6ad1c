"""Telling UTF-16 that nothing announces."""

import pytest

from orderway.kernel.encodings import wide_encoding

CHINESE = "订单号,收货人,手机\n一,王一一,13800138000\n二,上海浦东一一路一号的李先生和他的一家人,\n" * 20
LITTLE_ASCII = "收货人收货人收货人收货人收货人收货人\n" * 40


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [CHINESE, LITTLE_ASCII, "a,b\n1,2\n", "ISA*00~", "名前,住所\r\n山田,東京\r\n"])
def test_a_text_of_two_bytes_a_sign_is_known_by_where_its_nuls_stand(text: str, encoding: str) -> None:
    assert wide_encoding(text.encode(encoding)) == encoding
    assert wide_encoding(text.encode(encoding) + b"\n") == encoding


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a",
        CHINESE.encode(),
        CHINESE.encode("gb18030"),
        CHINESE.encode("gb18030").replace(b"1", b"\0", 3),
        b"a,b\n" * 100 + b"\0",
        bytes(range(256)) * 20,
        b"PK\x03\x04" + b"\0\x01" * 200,
        b"\0" * 100,
        CHINESE.encode("utf-32-le"),
    ],
    ids=["none", "one", "utf-8", "gbk", "stray NULs", "one NUL", "bytes", "package", "NULs", "utf-32"],
)
def test_what_is_no_such_text_is_not_taken_for_it(body: bytes) -> None:
    assert wide_encoding(body) == ""
