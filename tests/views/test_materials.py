"""Material for participants: versions, approvals, and files that are only ever saved."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from advocacy.forms.uploads import MOST_BYTES
from advocacy.models import Material, Study
from tests.factories import TODAY, GroupFactory, MaterialFactory, StudyFactory, UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.7 example"
DOCX = ("[Content_Types].xml", "word/document.xml")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep uploads of the tests to themselves."""
    settings.MEDIA_ROOT = tmp_path


def word_file(*names: str) -> bytes:
    """Give a zip archive with these members."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return found.getvalue()


def add(study: Study, *, file: bytes | None = None, name: str = "flyer.pdf", **sent: str) -> Any:
    """Send the form of a new material."""
    data: dict[str, Any] = {"title": "Flyer", "language": "en", "words": "", **sent}
    if file is not None:
        data["file"] = SimpleUploadedFile(name, file)
    return signed_in(UserFactory()).post(reverse("material-add", args=[study.pk]), data)


def test_one_changed_word_is_the_next_version() -> None:
    study = StudyFactory()
    assert add(study, words="A study near you.").status_code == 303
    assert add(study, words="A study close to you.").status_code == 303
    assert sorted(study.materials.values_list("version", flat=True)) == [1, 2]
    text = signed_in(UserFactory()).get(reverse("study-detail", args=[study.pk])).content.decode()
    assert "no approval yet" in text
    assert "A study close to you." in text


def test_the_very_same_again_is_refused_with_words() -> None:
    study = StudyFactory()
    add(study, words="A study near you.")
    response = add(study, words="A study near you.")
    assert response.status_code == 422
    assert "the very same" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("flyer.pdf", PDF),
        ("flyer.png", b"\x89PNG\r\n\x1a\n0000"),
        ("flyer.jpeg", b"\xff\xd8\xff\xe0 0000"),
        ("flyer.docx", word_file(*DOCX)),
        ("flyer.txt", "Für Sie und Ihre Angehörigen".encode()),
    ],
)
def test_files_of_the_known_kinds_are_kept(name: str, content: bytes) -> None:
    study = StudyFactory()
    assert add(study, file=content, name=name).status_code == 303
    assert study.materials.get().file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("flyer.pdf", b"<html><script>alert(1)</script></html>"),
        ("flyer.txt", b"<!doctype html><script>alert(1)</script>"),
        ("flyer.svg", b"<svg onload='alert(1)'/>"),
        ("flyer.exe", b"MZ\x90\x00"),
        ("flyer.docx", word_file("readme.txt")),
        (
            "flyer.docx",
            word_file(*DOCX, "word/vbaProject.bin"),
        ),
        ("flyer.docx", b"PK\x03\x04 broken"),
        ("flyer.pdf", b""),
        ("large.pdf", PDF + b"0" * MOST_BYTES),
    ],
)
def test_other_files_are_refused_with_words(name: str, content: bytes) -> None:
    study = StudyFactory()
    response = add(study, file=content, name=name)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not study.materials.exists()


def test_the_name_is_given_the_ending_of_the_content() -> None:
    study = StudyFactory()
    add(study, file=PDF, name="../../evil.html")
    stored = study.materials.get().file.name
    assert stored.startswith("materials/")
    assert stored.endswith(".pdf")


@pytest.mark.parametrize(
    "sent",
    [{}, {"title": "", "words": "x"}, {"title": "x" * 201, "words": "x"},
     {"language": "english!", "words": "x"}, {"words": "x" * 20_001}, {"words": "nul\x00"}],
)  # fmt: skip
def test_what_is_missing_wrong_or_too_long_is_named(sent: dict[str, Any]) -> None:
    study = StudyFactory()
    response = add(study, **sent)
    assert response.status_code == 422
    assert not study.materials.exists()


def test_a_file_is_only_ever_saved_and_never_shown() -> None:
    study = StudyFactory()
    add(study, file=PDF)
    material = study.materials.get()
    url = reverse("material-file", args=[material.pk])
    response = signed_in(UserFactory()).get(url)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="flyer-v1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert "sandbox" in response["Content-Security-Policy"]
    assert signed_in(UserFactory(viewer=True)).get(url).status_code == 404


def test_a_material_without_file_or_with_a_lost_one_is_a_404() -> None:
    client = signed_in(UserFactory())
    for material in (MaterialFactory(), MaterialFactory(file="materials/lost.pdf")):
        assert client.get(reverse("material-file", args=[material.pk])).status_code == 404
    assert client.get(reverse("material-file", args=[GroupFactory().pk])).status_code == 404


def approval(**changes: str) -> dict[str, str]:
    """Give what the form of an approval sends."""
    return {
        "body": "Example IRB", "country": "US", "channel": "newsletter",
        "approved_on": str(TODAY() - timedelta(days=5)),
        "expires_on": str(TODAY() + timedelta(days=300)), **changes,
    }  # fmt: skip


def test_an_approval_is_of_the_exact_version() -> None:
    material: Material = MaterialFactory()
    url = reverse("material-approve", args=[material.pk])
    client = signed_in(UserFactory(compliance=True))
    assert material.file_hash[:12] in client.get(url).content.decode()
    assert client.post(url, approval()).status_code == 303
    found = material.approvals.get()
    assert (found.file_hash, found.language) == (material.file_hash, material.language)


@pytest.mark.parametrize(
    "change",
    [{"body": ""}, {"body": "x" * 201}, {"country": "XX"}, {"channel": "skywriting"},
     {"approved_on": "2026-02-31"}, {"approved_on": "2090-01-01"}, {"expires_on": "2001-01-01"},
     {"expires_on": ""}],
)  # fmt: skip
def test_an_approval_that_cannot_be_is_named(change: dict[str, str]) -> None:
    material = MaterialFactory()
    url = reverse("material-approve", args=[material.pk])
    response = signed_in(UserFactory(manager=True)).post(url, approval(**change))
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not material.approvals.exists()


def test_recruitment_staff_do_not_record_approvals() -> None:
    url = reverse("material-approve", args=[MaterialFactory().pk])
    assert signed_in(UserFactory()).post(url, approval()).status_code == 403
