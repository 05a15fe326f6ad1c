"""Taobao, JD, Pinduoduo and Douyin beyond the contract: signatures, slices, refunds, flags, dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import channels, platforms
from orderway.adapters.channels._douyin_client import sign
from orderway.kernel import clock
from orderway.ports.carrier import LabelRequest
from orderway.ports.channel import Receiver
from orderway.ports.platform import Account, Failure, Platform, PlatformFailed, Waybills
from orderway.ports.platform_tasks import Part, Remark, Ship, ShipDate
from tests.adapters.fake_platform import Fake, Item, Sold, Told, running
from tests.adapters.fakes import dialect

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CODES = ("douyin", "jd", "pdd", "taobao")
pytestmark = [pytest.mark.enable_socket, pytest.mark.on(*CODES)]


def client(fake: Fake) -> Platform:
    return platforms()[fake.dialect.code]


def account(fake: Fake) -> Account:
    secrets, options = fake.dialect.access(fake)
    return Account("shop", fake.url, secrets, options, "Asia/Shanghai", inside=True)


def sell(fake: Fake, **more: object) -> Sold:
    at = NOW - timedelta(minutes=47)
    made = Sold("1001", at, at, [Item("9011", "MUG", "501", 2), Item("9012", "CUP", "502", 3)])
    for name, value in more.items():
        setattr(made, name, value)
    fake.orders[made.id] = made
    return made


def ship(order: Sold, number: str, *parts: Part, carrier: str = "sf", there: str = "") -> Ship:
    return Ship(f"m-{number}", order.id, number, carrier, carrier, there, NOW, parts)


def test_the_signature_of_top_is_that_of_its_document() -> None:
    """The example of TOP's page "API calls": secret helloworld, taobao.item.seller.get."""
    values = {
        "method": "taobao.item.seller.get", "app_key": "12345678", "session": "test",
        "timestamp": "2016-01-01 12:00:00", "format": "json", "v": "2.0", "sign_method": "md5",
        "fields": "num_iid,title,nick,price,num", "num_iid": "11223344",
    }  # fmt: skip
    assert china.signed("helloworld", values) == "66987CB115214E59E6EC978214934FB8"


def test_douyin_names_who_sold_a_line_live() -> None:
    body = (Path(__file__).parent / "examples" / "douyin" / "order.json").read_bytes()
    [order] = channels()["douyin"].parse(body).orders
    assert [line.live_host for line in order.lines] == ["小美直播间", ""]
    one = msgspec.json.decode(body)
    one["data"]["shop_order_detail"]["sku_order_list"][0]["author_name"] = ""
    [order] = channels()["douyin"].parse(msgspec.json.encode(one)).orders
    assert order.lines[0].live_host == "104477000000", "the number where the name is not told"


def test_the_signature_of_douyin_covers_body_and_time() -> None:
    base = sign("key", "secret", "order.searchList", b'{"page":0}', "1700000000")
    assert len(base) == 64
    assert base != sign("key", "secret", "order.searchList", b'{"page":1}', "1700000000")
    assert base != sign("key", "secret", "order.searchList", b'{"page":0}', "1700000001")


def test_a_day_of_changes_is_walked_in_slices_that_the_platform_lists(fake: Fake) -> None:
    order = sell(fake)
    found, page = [], ""
    for _ in range(20):
        answer = client(fake).pull(account(fake), NOW - timedelta(days=3), NOW, page)
        found += [one.external_id for one in answer.messages]
        page = answer.next_page
        if not page:
            break
    assert found == [order.id]


def test_a_slice_that_is_too_deep_is_halved() -> None:
    asked: list[tuple[int, int]] = []

    def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, str], int]:
        asked.append((int((NOW - start).total_seconds()), int((NOW - end).total_seconds())))
        return {"1": "1"}, 9_000 if end - start > timedelta(hours=1) else 1

    rows, page = china.walk("", NOW - timedelta(hours=4), NOW, 86_400, ask)
    assert rows == ["1"]
    assert asked == [(14_400, 0), (14_400, 7_200), (14_400, 10_800)]
    assert page == china.Slice(NOW - timedelta(hours=3), NOW, 0).token()


def test_a_flag_that_is_told_comes_back_with_its_colour(fake: Fake) -> None:
    order = sell(fake)
    client(fake).write(account(fake), Remark("m", order.id, "易碎", 2), False)
    assert (order.remark, order.flag) == ("易碎", 2)


def test_an_agreed_ship_date_stands_in_the_memo_once_and_keeps_memo_and_flag(fake: Fake) -> None:
    order = sell(fake, remark="易碎", flag=3)
    for day in (23, 25):
        at = datetime(2026, 11, day, 15, 59, tzinfo=UTC)
        client(fake).write(account(fake), ShipDate(f"m{day}", order.id, at), False)
    assert order.remark == "易碎 [协商发货 2026-11-25 23:59]"
    assert order.flag == 3


def test_a_refund_asked_there_is_read_from_the_order(fake: Fake) -> None:
    sell(fake, extra={"refund_asked": True})
    (message,) = client(fake).fetch(account(fake), ["1001"])
    (order,) = channels()[fake.dialect.code].parse(message.body, topic=message.topic).orders
    assert {line.refund_status for line in order.lines} == {"requested"}


def test_a_carrier_that_nobody_knows_is_refused_unless_it_is_mapped(fake: Fake) -> None:
    order = sell(fake)
    if fake.dialect.code != "taobao":
        with pytest.raises(PlatformFailed) as raised:
            client(fake).write(account(fake), ship(order, "X1", carrier="village_post"), False)
        assert (raised.value.kind, raised.value.code) == (Failure.REFUSED, "carrier_unmapped")
    client(fake).write(account(fake), ship(order, "X2", carrier="village_post", there="777"), False)
    assert [(one["tracking"], str(one["carrier"])) for one in order.parcels] == [("X2", "777")]


@pytest.mark.on("taobao")
def test_taobao_ships_sub_orders_whole(fake: Fake) -> None:
    order = sell(fake)
    client(fake).write(account(fake), ship(order, "S1", Part("9012", 1)), False)
    assert order.parcels == [{"tracking": "S1", "carrier": "SF", "lines": {"9012": 3}}]
    with pytest.raises(PlatformFailed) as raised:
        client(fake).write(account(fake), ship(order, "S2", Part("9012", 2)), False)
    assert raised.value.code == "shipped_already"


@pytest.mark.on("taobao")
def test_taobao_says_which_receivers_are_one(fake: Fake) -> None:
    asked = [("1", "A-1"), ("2", "B-1"), ("3", "A-2")]
    found = platforms()["taobao"].same_receivers(account(fake), asked)  # type: ignore[attr-defined]
    assert found == [["1", "3"], ["2"]]


@pytest.mark.parametrize("code", CODES)
def test_a_sealed_receiver_is_labelled_by_the_platform_once_a_key_and_given_back(code: str) -> None:
    with running(dialect(code)) as fake, clock.held_at(NOW):
        sell(fake)
        there = client(fake)
        assert isinstance(there, Waybills)
        to = Receiver(name="张*", phone="138****8000", province="浙江省", city="杭州市", street="文***", token="O1001")
        wanted = LabelRequest("k1", "sf", to, 500)
        for _ in range(2):
            assert there.waybill(account(fake), "1001", wanted).tracking_number == "Wk1"
        assert fake.levels == {"Wk1": 1}
        there.void_waybill(account(fake), "sf", "Wk1")
        assert fake.levels == {}
        with pytest.raises(PlatformFailed):
            there.waybill(account(fake), "4711", wanted)
        bare = msgspec.structs.replace(account(fake), options={"app_key": account(fake).options["app_key"]})
        with pytest.raises(PlatformFailed) as raised:
            there.waybill(bare, "1001", wanted)
        assert raised.value.code == "sender_missing"


@pytest.mark.parametrize(
    ("code", "body", "kind"),
    [
        ("taobao", {"error_response": {"code": 7, "msg": "App Call Limited",
                                       "sub_msg": "This ban will last for 3 more seconds"}}, Failure.TRY_LATER),
        ("taobao", {"error_response": {"code": 12, "msg": "Insufficient user permissions"}}, Failure.AUTH),
        ("taobao", {"error_response": {"code": 15, "msg": "x", "sub_code": "isp.timeout"}}, Failure.TRY_LATER),
        ("taobao", {"error_response": {"code": 15, "msg": "x", "sub_code": "isv.invalid-parameter"}}, Failure.REFUSED),
        ("jd", {"error_response": {"code": "2", "zh_desc": "限制时间内调用失败次数"}}, Failure.TRY_LATER),
        ("jd", {"error_response": {"code": "19", "zh_desc": "无效access_token"}}, Failure.AUTH),
        ("jd", {"error_response": {"code": "15", "zh_desc": "不存在的方法名"}}, Failure.REFUSED),
        ("pdd", {"error_response": {"error_code": 70031, "error_msg": "调用过于频繁"}}, Failure.TRY_LATER),
        ("pdd", {"error_response": {"error_code": 10019, "error_msg": "access_token已过期"}}, Failure.AUTH),
        ("pdd", {"error_response": {"error_code": 52001, "error_msg": "网关业务服务错误"}}, Failure.TRY_LATER),
        ("douyin", {"code": 40003, "msg": "x", "sub_code": "isv.access-token-expired"}, Failure.AUTH),
        ("douyin", {"code": 50002, "msg": "x", "sub_code": "isv.flow-limit"}, Failure.TRY_LATER),
        ("douyin", {"code": 20000, "msg": "x", "sub_code": "isp.service-error:9999"}, Failure.TRY_LATER),
        ("douyin", {"code": 40004, "msg": "x", "sub_code": "isv.parameter-invalid:60017"}, Failure.REFUSED),
    ],
)  # fmt: skip
def test_what_a_platform_says_has_its_class(
    code: str, body: dict[str, object], kind: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(dialect(code)) as fake, clock.held_at(NOW):
        monkeypatch.setattr(type(fake.dialect), "answer", lambda *asked: Told(body))
        with pytest.raises(PlatformFailed) as raised:
            client(fake).list_ids(account(fake), NOW - timedelta(hours=1), NOW, "")
        assert raised.value.kind is kind
        if code == "taobao" and kind is Failure.TRY_LATER and "ban" in str(body):
            assert raised.value.retry_after_seconds == 3.0
