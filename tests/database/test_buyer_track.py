"""The tracking page: found by link or by number and four digits, masked, in words, with a way to write to the shop."""

import re
from datetime import timedelta
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orderway.buyer import links, tries
from orderway.kernel import clock
from tests.shop import NOW, Company, incoming, line


def order_id(company: Company, external_id: str = "A1") -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [external_id]))


def shipped(company: Company, number: str = "SF1") -> int:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2, title="Enamel mug")))
    company.read()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": number}), ("hand_over", {})):
        company.must(name, "A1", **args)
    return order_id(company)


def look(path: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == HTTPStatus.OK, answer.status_code
    return answer.content.decode()


def last_four(company: Company) -> str:
    return str(company.one("SELECT right(phone, 4) FROM person"))


def test_the_page_says_when_it_arrives_and_hides_who_gets_it(company: Company) -> None:
    path = links.tracking_path(shipped(company))
    phone, street = company.rows("SELECT phone, street FROM person")[0]

    page = look(path)

    assert "<h1>Arrives tomorrow</h1>" in page
    assert "SF1" in page and "Enamel mug" in page
    assert "王**" not in page and "王*明" in page
    assert f"phone ending {phone[-4:]}" in page
    assert phone not in page and phone[-11:] not in page and street not in page and "王小明" not in page


def test_a_number_leads_to_its_carrier(company: Company) -> None:
    number = "1Z999AA10123456784"
    page = look(links.tracking_path(shipped(company, number)))

    address = f"https://wwwapps.ups.com/WebTracking/track?track=yes&amp;trackNums={number}"
    assert f'<a class="code" href="{address}" target="_blank" rel="noopener noreferrer">{number}</a>' in page


def test_the_page_speaks_chinese(company: Company) -> None:
    page = look(links.tracking_path(shipped(company)), "zh-CN")

    assert "预计明天" in page


def test_goods_without_a_title_of_the_channel_have_the_name_of_their_sku(company: Company) -> None:
    one = shipped(company)
    company.connection.execute("UPDATE order_line SET title = ''")
    company.connection.execute("UPDATE sku SET name = 'Blue mug', name_zh = '蓝色马克杯'")
    for language, name in (("zh-hans", "蓝色马克杯"), ("en", "Blue mug")):
        company.connection.execute("UPDATE orders SET language = %s", [language])
        assert name in look(links.tracking_path(one))


def test_one_statement_reads_the_page(company: Company) -> None:
    path = links.tracking_path(shipped(company))

    with CaptureQueriesContext(connection) as captured:
        look(path)

    assert len(captured) == 1


def test_number_and_four_digits_lead_to_the_signed_page(company: Company) -> None:
    order = shipped(company)

    answer = Client().post("/t", {"number": "A1", "last_four": last_four(company)})

    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == links.tracking_path(order)


def test_a_wrong_number_and_wrong_digits_get_the_same_answer(company: Company) -> None:
    shipped(company)
    digits = last_four(company)
    wrong = f"{(int(digits) + 1) % 10000:04d}"

    answers = [
        Client().post("/t", {"number": number, "last_four": four})
        for number, four in (("A1", wrong), ("B9", digits), ("B9", wrong), ("A1", "12"), ("A1\x00", digits))
    ]

    texts = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert {answer.status_code for answer in answers} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert len(texts) == 1


def test_five_wrong_tries_lock_a_number_for_everybody_until_the_window_ends(company: Company) -> None:
    shipped(company)
    right = {"number": "A1", "last_four": last_four(company)}
    for at in range(tries.TRIES_PER_ORDER_MAX):
        Client(REMOTE_ADDR=f"10.0.0.{at}").post("/t", {"number": "A1", "last_four": "x"})

    assert Client(REMOTE_ADDR="10.0.1.1").post("/t", right).status_code == HTTPStatus.TOO_MANY_REQUESTS
    with clock.held_at(NOW + timedelta(minutes=tries.WINDOW_MINUTES)):
        assert Client(REMOTE_ADDR="10.0.1.1").post("/t", right).status_code == HTTPStatus.FOUND


def test_a_number_that_does_not_exist_is_locked_like_one_that_does(company: Company) -> None:
    for _ in range(tries.TRIES_PER_ORDER_MAX):
        Client().post("/t", {"number": "none", "last_four": "0000"})

    answer = Client().post("/t", {"number": "none", "last_four": "0000"})

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_one_address_may_guess_so_often_and_others_go_on(company: Company) -> None:
    shipped(company)
    for at in range(tries.TRIES_PER_ADDRESS_MAX):
        Client(REMOTE_ADDR="10.0.0.1").post("/t", {"number": f"N{at}", "last_four": "0000"})
    right = {"number": "A1", "last_four": last_four(company)}

    assert Client(REMOTE_ADDR="10.0.0.1").post("/t", right).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert Client(REMOTE_ADDR="10.0.0.2").post("/t", right).status_code == HTTPStatus.FOUND
    assert company.one("SELECT count(*) FROM lookup_try WHERE key LIKE '%%10.0.0%%'") == 0


def test_a_link_of_another_kind_a_bent_one_and_an_old_one_open_nothing(company: Company) -> None:
    order = shipped(company)
    path = links.tracking_path(order)
    other = links.survey_path(order).replace("/s/", "/t/")

    assert Client().get(other).status_code == HTTPStatus.GONE
    assert Client().get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == HTTPStatus.GONE
    company.must("scan", "A1", code="delivered")
    company.must("complete", "A1")
    with clock.held_at(NOW + timedelta(days=links.TRACKING_DAYS, minutes=-1)):
        assert Client().get(path).status_code == HTTPStatus.OK
    with clock.held_at(NOW + timedelta(days=links.TRACKING_DAYS, minutes=1)):
        assert Client().get(path).status_code == HTTPStatus.GONE


def test_a_message_becomes_a_note_and_an_event_and_its_reply_is_read(company: Company) -> None:
    order = shipped(company)
    path = links.tracking_path(order)

    answer = Client().post(f"{path}/message", {"text": "Can it come <b>later</b>?"})
    with clock.held_at(NOW + timedelta(minutes=5)):
        company.must("reply_buyer", "A1", text="Yes, on Monday.")

    assert answer["Location"] == f"{path}#help"
    assert company.rows("SELECT kind, by FROM note ORDER BY at") == [("buyer", "buyer"), ("reply", "anna")]
    found = company.rows("SELECT data->'steps' FROM event WHERE kind IN ('contact_shop', 'reply_buyer') ORDER BY seq")
    steps = [row[0] for row in found]
    assert [step[0][:2] for step in steps] == [["contact", "asked"], ["contact", "answered"]]
    page = look(path)
    assert "Can it come &lt;b&gt;later&lt;/b&gt;?" in page and "Yes, on Monday." in page


def test_a_sixth_message_without_a_reply_is_refused_kindly(company: Company) -> None:
    path = links.tracking_path(shipped(company))
    for _ in range(5):
        Client().post(f"{path}/message", {"text": "Hello?"})

    answer = Client().post(f"{path}/message", {"text": "Hello?"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "We have your messages and will answer." in answer.content.decode()
    assert company.one("SELECT count(*) FROM note") == 5


def test_a_carriers_words_lose_the_receivers_name_and_phone(company: Company) -> None:
    path = links.tracking_path(shipped(company))
    phone = company.one("SELECT phone FROM person")
    company.must("scan", "A1", code="exception", text=f"王小明 {phone[-11:]} 不在家", place="杭州")

    page = look(path)

    assert "王小明" not in page and phone[-11:] not in page
    assert "王*明" in page and "不在家" in page


def test_pages_are_kept_by_no_cache_and_tell_no_other_site(company: Company) -> None:
    answer = Client().get(links.tracking_path(shipped(company)))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
