from msgspec.structs import replace

from orderway.papers.zpl import zpl
from tests.unit.papers.test_paper import LABEL


def test_each_label_is_one_format_with_its_number_in_bars() -> None:
    text = zpl([LABEL, replace(LABEL, tracking_number="PX2")]).decode()
    assert text.count("^XA") == text.count("^XZ") == 2
    assert "^BCN,140,Y,N,N,A^FH^FDPX12345678901234567^FS" in text
    assert "代收货款 ¥268.00" in text
    assert "王小明 13800138000" in text


def test_no_name_speaks_to_the_printer() -> None:
    evil = "^XZ~JA^XA_\\\n\x00"
    text = zpl([replace(LABEL, to_name=evil, to_street=evil, contents=evil)]).decode()
    assert text.count("^XA") == text.count("^XZ") == 1
    assert "~" not in text
    assert "_5EXZ_7EJA_5EXA_5F_5C" in text


def test_what_is_paid_shows_no_cash() -> None:
    assert "代收货款" not in zpl([replace(LABEL, cod="")]).decode()
