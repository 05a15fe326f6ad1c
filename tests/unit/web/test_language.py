from django.test import Client, override_settings


@override_settings(ROOT_URLCONF="orderway.web.urls")
def test_the_language_is_kept_and_the_reader_stays_where_she_was() -> None:
    response = Client().post("/language", {"language": "zh-hans", "next": "/look/board?theme=dark"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/look/board?theme=dark"
    assert response.cookies["orderway_language"].value == "zh-hans"


@override_settings(ROOT_URLCONF="orderway.web.urls")
def test_the_switch_leads_to_no_other_site() -> None:
    response = Client().post("/language", {"language": "en", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"


@override_settings(ROOT_URLCONF="orderway.web.urls")
def test_looking_does_not_switch() -> None:
    assert Client().get("/language").status_code == 405
