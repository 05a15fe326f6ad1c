"""The page of all parts, at /look: what developers build from and what reviewers look at, with made-up data."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orderway.web import look_sample, shell
from orderway.web.permissions import open_to_all

PAGES = {
    "parts": _("Parts"),
    "board": _("Board"),
    "orders": _("List"),
    "order": _("One order"),
    "panel": _("Side panel"),
    "confirm": _("Confirm"),
    "scan": _("Handheld"),
    "buyer": _("Buyer's page"),
    "login": _("Log in"),
    "failed": _("Failed"),
    "paper": _("Paper"),
}
FRAGMENTS = ("panel", "confirm")


class SampleForm(forms.Form):
    """Fields of every kind; bound with mistakes, so that the errors show."""

    name = forms.CharField(label=_("Recipient"), max_length=40)
    phone = forms.CharField(label=_("Phone"), help_text=_("Needed by the carrier; 11 digits for mainland China."))
    province = forms.ChoiceField(label=_("Province"), choices=[("zj", "浙江省"), ("sh", "上海市"), ("gd", "广东省")])
    street = forms.CharField(label=_("Street and house number"), widget=forms.Textarea(attrs={"rows": 2}))
    company = forms.CharField(label=_("Company"), required=False)
    notify = forms.BooleanField(label=_("Tell the buyer about the change"), required=False)

    def clean_phone(self) -> str:
        """The phone as it came; refused unless it has eleven digits."""
        phone: str = self.cleaned_data["phone"]
        if len(phone) != 11 or not phone.isdigit():
            raise forms.ValidationError(_("This phone has 10 digits, a mainland number has 11."))
        return phone


@open_to_all
def look(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the look, open to all since its data are made up; `?theme=dark` shows it dark whatever was chosen."""
    if page not in PAGES:
        raise Http404
    mistaken = {"name": "王小明", "phone": "1380013800", "province": "zj", "street": "文三路 90 号东部软件园 1 号楼"}
    context = {
        **look_sample.sample(),
        "section": {"orders": "queues", "order": "orders"}.get(page, page),
        "page": page,
        "pages": [
            {"label": label, "url": _address(name), "current": name == page}
            for name, label in PAGES.items()
            if name not in FRAGMENTS
        ],
        "demo_places": [shell.Place(section, _address(_shown_for(section.key))) for section in shell.SECTIONS],
        "look_theme": request.GET.get("theme"),
        "form": SampleForm(mistaken),
        "panel_url": _address("panel"),
        "confirm_url": _address("confirm"),
    }
    return render(request, f"look/{page}.html", context)


def _address(page: str) -> str:
    return reverse("look_page", args=[page])


def _shown_for(section: str) -> str:
    return {"board": "board", "orders": "order", "queues": "orders", "warehouse": "scan"}.get(section, "parts")
