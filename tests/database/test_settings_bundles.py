"""Bundles are kept like other goods: by form and by file, and never one inside another."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.records.models import BundlePart
from tests.people import signed_in
from tests.shop import Company


@pytest.fixture
def admin(company: Company) -> Client:
    client = signed_in("admin", name="ada")
    for code in ("SET", "MUG", "CAP", "BOX"):
        company.sku(code)
    return client


def parts() -> list[tuple[str, str, int, int]]:
    return list(BundlePart.objects.order_by("pk").values_list("bundle__code", "part__code", "units", "price_weight"))


def upload(client: Client, text: str) -> tuple[int, str]:
    answer = client.post("/settings/bundles/file", {"file": SimpleUploadedFile("x.csv", text.encode())})
    return answer.status_code, answer.content.decode()


def test_a_file_of_components_is_taken_in_and_changed_by_the_next(company: Company, admin: Client) -> None:
    before = company.one("SELECT version FROM reference_version")
    assert upload(admin, "bundle,part,units,price_weight\nSET,MUG,2,70\nSET,CAP,1,30\n")[0] == 200
    assert parts() == [("SET", "MUG", 2, 70), ("SET", "CAP", 1, 30)]
    assert company.one("SELECT version FROM reference_version") == before + 1
    assert upload(admin, "bundle,part,units\nSET,MUG,3\n")[0] == 200
    assert parts()[0] == ("SET", "MUG", 3, 70), "what the file leaves out stays"


@pytest.mark.parametrize(
    "text",
    [
        "bundle,part\nSET,MUG\nBOX,SET\n",
        "bundle,part\nBOX,SET\nSET,MUG\n",
        "bundle,part\nSET,SET\n",
        "bundle,part\nSET,NOTHING\n",
        "bundle,part,units\nSET,MUG,0\n",
    ],
)
def test_a_bundle_in_a_bundle_and_a_wrong_row_change_nothing(admin: Client, text: str) -> None:
    assert upload(admin, text)[0] == 422
    assert parts() == []


def test_a_component_is_added_by_form_and_removed(admin: Client) -> None:
    assert admin.get("/settings/bundles").status_code == 200
    row = {"bundle": "SET", "part": "MUG", "units": "2", "price_weight": ""}
    assert admin.post("/settings/bundles/new", row).status_code == 302
    assert parts() == [("SET", "MUG", 2, 0)]
    one = BundlePart.objects.get()
    assert admin.post(f"/settings/bundles/{one.pk}/remove").status_code == 302
    assert parts() == []
