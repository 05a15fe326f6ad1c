"""The facts of an order for decision tables."""

from datetime import UTC, datetime, timedelta

from orderway.flow.facts import BUYERS, facts_of, line_facts_of, unit_brings_minor
from orderway.flow.knowing import address_hash, buyer_figures, company_key
from orderway.flow.order import Line, Order, Person
from orderway.flow.reference import References, ShopInfo, ShopPolicy, SkuInfo
from orderway.flow.world import World
from orderway.rules.facts import fits, fits_unit
from orderway.rules.facts_order import LINE_FACTS

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
KEY = b"k" * 32


def line(at: int, **more: object) -> Line:
    fields: dict[str, object] = {
        "id": at,
        "order_id": 1,
        "position": at,
        "external_id": str(at),
        "listing": "",
        "sku_code": f"S{at}",
        "title": "thing",
        "variant": "",
        "ordered": 2,
        "unit_price_minor": 5_000,
        "discount_minor": 0,
        "tax_minor": 0,
        "paid_share_minor": 9_000,
        "sku_id": at,
        "open": 2,
        "weight_grams": 300,
    }
    return Line(**{**fields, **more})  # type: ignore[arg-type]


def order(**more: object) -> Order:
    made = Order(
        id=1,
        shop_id=1,
        external_id="1",
        number="1",
        placed_at=NOW,
        received_at=NOW,
        currency="CNY",
        total_minor=18_000,
        stage="check",
        country="CN",
        province="浙江省",
        city="杭州市",
        goods_minor=20_000,
        discount_minor=2_000,
        payment_state="PAID",
    )
    made.person = Person(1, name="王", phone="+8613800138000", email="a@Example.COM", street="文三路", company="Acme")
    made.lines = [line(1), line(2)]
    for name, value in more.items():
        setattr(made, name, value)
    return made


def world() -> World:
    refs = References()
    refs.shops[1] = ShopInfo(
        1, "own", "own", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", True, False, ShopPolicy()
    )
    refs.skus[1] = SkuInfo(1, "A-1", "a", "tea", 300, True, True, cost_minor=4_000)
    refs.skus[2] = SkuInfo(2, "A-2", "b", "tea", 300, True, True)
    return World(NOW, refs)


def test_every_fact_a_table_may_ask_about_is_there_and_of_its_type() -> None:
    one, here = order(), world()
    here.facts[BUYERS] = {1: [3, 7, 1, 0, 2]}
    facts = line_facts_of(facts_of(one, here), one, one.lines[0], here)
    assert set(LINE_FACTS) - set(facts) == set()
    assert [facts[name] for name in ("card_avs", "card_cvv", "card_risk", "buyer_level")] == [None] * 4
    one.extra = {"card": {"avs": "pass", "postcode": "fail", "cvv": "pass", "three_ds": "failed", "risk": "high"}}
    one.extra["member_level"] = "gold"
    facts = line_facts_of(facts_of(one, here), one, one.lines[0], here)
    assert (facts["card_postcode"], facts["card_3ds"], facts["buyer_level"]) == ("fail", "failed", "gold")
    unknown = {name for name, fact in LINE_FACTS.items() if not fits(facts[name], fact.type)}
    assert unknown == {"district", "postcode", "payment_method"} - {n for n in ("district", "postcode") if facts[n]}
    assert fits_unit(facts["minor_per_unit"])
    assert (facts["buyer_orders_30d"], facts["buyer_names_30d"]) == (3, 2)


def test_hours_and_days_are_those_of_the_shop() -> None:
    facts = facts_of(order(), world())
    assert (facts["hour"], facts["weekday"], facts["today"]) == (1, "sat", "2026-11-21")


def test_cancelled_lines_and_gifts_do_not_count_where_they_should_not() -> None:
    gift = line(2, gift=True, unit_price_minor=0, ordered=1)
    gone = line(3, cancelled=2)
    facts = facts_of(order(lines=[line(1), gift, gone]), world())
    assert (facts["lines"], facts["units"], facts["skus"]) == (2, 3, ["A-1", "A-2"])
    assert (facts["gift_present"], facts["unit_price_min_minor"]) == (True, 5_000)


def test_what_the_platform_hides_and_what_replay_has_not_is_missing() -> None:
    hidden = facts_of(order(person=Person(1, token="t")), world())
    assert (hidden["encrypted"], hidden["street"], hidden["phone_present"]) == (True, None, True)
    past = world()
    past.past = True
    assert facts_of(order(), past)["company"] is None


def test_a_unit_brings_its_share_and_the_platforms_subsidy() -> None:
    one = order(subsidy_minor=2_000)
    assert [unit_brings_minor(one, each) for each in one.lines] == [5_000, 5_000]
    taxed = order(lines=[line(1, tax_minor=1_000)])
    assert unit_brings_minor(taxed, taxed.lines[0]) == 4_000


def test_only_earlier_orders_of_a_buyer_count() -> None:
    one = order()
    others = [
        (1, NOW, 4, False, False, 11),
        (2, NOW - timedelta(days=3), 2, True, False, 12),
        (3, NOW - timedelta(days=60), 5, True, True, 13),
        (4, NOW + timedelta(hours=1), 9, False, False, 14),
        (5, NOW - timedelta(days=91), 9, True, True, 15),
    ]
    one.person.name_hash = 11
    assert buyer_figures(one, others) == [1, 2, 2, 1, 2]


def test_an_address_is_the_same_however_its_door_is_written() -> None:
    one = address_hash(("浙江省", "杭州市", "西湖区", "文三路478号3幢1202室"), KEY)
    assert one == address_hash(("浙江省", "杭州市", "西湖区", "文三路 478 号, 3 幢 1202"), KEY)
    assert one != address_hash(("浙江省", "杭州市", "西湖区", "文三路479号3幢1202室"), KEY)
    assert company_key(" ACME Ltd ") == "acme ltd"
