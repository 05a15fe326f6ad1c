import re
from datetime import timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

import orderway
from orderway.kernel import clock

PACKAGE = Path(orderway.__file__).parent
SPRITE = PACKAGE / "web" / "static" / "img" / "icons.svg"
NAMED_ICON = re.compile(r"""\{% icon "([a-z0-9-]+)"|icon(?:_name)?="([a-z0-9-]+)"|"icon": "([a-z0-9-]+)\"""")


def rendered(source: str, **context: object) -> str:
    """The template with all three libraries, in English."""
    with translation.override("en"):
        return Template("{% load i18n look figures %}" + source).render(Context(context))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    held = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    files = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]
    named = {
        name
        for path in files
        for found in NAMED_ICON.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }

    assert named - held == set()
    assert "truck" in named


def test_a_state_is_a_dot_and_a_word() -> None:
    html = rendered('{% state "order" "AWAITING_PAYMENT" %}')

    assert html == '<span class="state tone-calm is-waiting">Awaiting payment</span>'


def test_a_refused_action_keeps_its_word_and_says_why() -> None:
    html = rendered('{% action "Release" post="/release" refused=reason %}', reason="Held: <phone>")

    assert 'aria-disabled="true"' in html
    assert 'data-tip="Held: &lt;phone&gt;"' in html
    assert "hx-post" not in html


def test_an_action_with_a_key_declares_and_shows_it() -> None:
    html = rendered('{% action "Edit" get="/edit" key="e" kind="primary" %}')

    assert 'class="btn btn-primary"' in html
    assert 'hx-get="/edit" hx-target="#dialog"' in html
    assert 'data-key="e"' in html
    assert "<kbd" in html


def test_an_option_that_actions_do_not_know_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        rendered('{% action "Edit" colour="red" %}')


def test_buckets_add_up_in_words() -> None:
    html = rendered("{% buckets 3 shipped=2 backordered=1 promised=0 %}")

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()
    assert words == "3 = 2 shipped + 1 waiting"


def test_an_unknown_bucket_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="lost"):
        rendered("{% buckets 1 lost=1 %}")


@pytest.mark.parametrize(
    ("status", "done", "here"),
    [("RECEIVED", 0, 1), ("RELEASED", 4, 1), ("COMPLETED", 8, 0), ("AWAITING_PAYMENT", 0, 1), ("CANCELLED", 0, 0)],
)
def test_the_track_marks_what_is_behind_and_where_the_order_stands(status: str, done: int, here: int) -> None:
    html = rendered("{% stage_track status %}", status=status)

    assert html.count('class="is-done"') == done
    assert html.count("is-here") == here


def test_a_hold_shows_its_reason_in_words_and_its_age() -> None:
    now = clock.now()
    with clock.held_at(now):
        html = rendered('{% hold_chip "phone_missing" since href="/h/1" %}', since=now - timedelta(hours=3))

    assert "Phone missing" in html
    assert ">3 hr<" in html
    assert 'href="/h/1"' in html


class Contact(forms.Form):
    phone = forms.CharField(label="Phone", help_text="11 digits")


def test_a_wrong_field_is_joined_to_its_error_and_help() -> None:
    html = rendered("{% field form.phone %}", form=Contact({"phone": ""}))

    assert 'aria-describedby="id_phone_help id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('id="id_phone_error"') == 1
    assert "This field is required." in html


def test_a_field_without_fault_has_no_error() -> None:
    html = rendered("{% field form.phone %}", form=Contact())

    assert "is-wrong" not in html
    assert 'aria-describedby="id_phone_help"' in html


def test_the_reasons_of_a_decision_show_the_chosen_and_why_others_could_not_be() -> None:
    html = rendered(
        '{% why "source" "Hangzhou" candidates columns currency="CNY" rule="rates 14" %}',
        columns=[
            {"key": "place", "label": "Warehouse", "kind": "text"},
            {"key": "cost", "label": "Cost", "kind": "money"},
        ],
        candidates=[{"place": "A", "cost": 750, "chosen": True}, {"place": "B", "cost": None, "out": "only 1 there"}],
    )

    assert "¥7.50" in html
    assert "only 1 there" in html
    assert html.count("is-chosen") == 1
    assert html.count("is-out") == 1


def test_the_theme_and_density_of_the_cookies_are_on_the_root() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(theme="dark", density="compact")

    html = rendered("{% root_attributes %}", request=request)

    assert html == 'lang="en" data-theme="dark" data-theme-choice="dark" data-density="compact"'


def test_a_forged_cookie_is_ignored() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(theme='"><script>', density="huge")

    html = rendered("{% root_attributes %}", request=request)

    assert html == 'lang="en" data-theme="light" data-theme-choice="auto" data-density="normal"'


def test_an_asset_changes_its_address_with_its_content() -> None:
    html = rendered('{% asset "css/tokens.css" %}')

    assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{10}", html)


class Questions(forms.Form):
    """A field of each sort that may be left empty or may not."""

    name = forms.CharField()
    note = forms.CharField(required=False, help_text="For colleagues.")
    units = forms.IntegerField(required=False, initial=0)
    box = forms.BooleanField(required=False)
    boxes = forms.MultipleChoiceField(required=False, choices=[("1", "One")], widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(required=False, choices=[("", "–"), ("a", "Air")])
    place = forms.ChoiceField(required=False, choices=[("", "The engine chooses"), ("HZ", "Hangzhou")])
    none = forms.ChoiceField(required=False)


def test_what_may_stay_empty_says_so_and_nothing_else_does() -> None:
    form = Questions()
    marked = [bound.name for bound in form if ">optional<" in rendered("{% field bound %}", bound=bound)]
    assert marked == ["note", "way", "none"]
    assert ">optional<" not in rendered("{% field bound optional=False %}", bound=form["note"])
