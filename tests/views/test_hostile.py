"""Every form, given what no form expects."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.views import values
from tests.views.everything import Everything, routes, told, undone

ANSWERS = {200, 303, 403, 404, 409, 422}
MEGABYTE = "x" * 1_000_000
LONG = "y" * 20_001


@dataclass
class Place:
    """One page with a form on it, the form, and what goes along with it."""

    name: str
    address: str
    form: forms.BaseForm
    along: dict[str, Any] = field(default_factory=dict)

    def fields(self, kind: Callable[[str, forms.Field], bool]) -> dict[str, forms.Field]:
        """Those of its fields that are of a kind and can be seen."""
        return {name: field for name, field in self.form.fields.items()
                if not field.widget.is_hidden and kind(name, field)}  # fmt: skip


@pytest.fixture(scope="module")
def places(whole_world: Everything, boss: Client) -> list[Place]:
    """Every form of the product, found by opening every page."""
    touch = reverse("touch-log")
    extra = [
        ("touch-log of a group", f"{touch}?group={whole_world.records['groups'].pk}"),
        (
            "touch-log of a partnership",
            f"{touch}?partnership={whole_world.partnerships['talking'].pk}",
        ),
    ]
    pages = [(route.name or "", whole_world.address(route)) for route in routes()] + extra
    found = []
    for name, address in pages:
        answer = boss.get(address)
        page = getattr(answer, "content", b"").decode()  # a file has none
        form = (answer.context or {}).get("form")
        if form is not None and re.search(r'<form method="post"(?![^>]* action=)', page):
            found.append(Place(name, address, form))
    return [*found, *of_many(whole_world, boss)]


def of_many(whole_world: Everything, boss: Client) -> Iterator[Place]:
    """The forms that many ticked rows lead to."""
    partnership, group = whole_world.partnerships["cleared"], whole_world.stranger
    candidates = reverse("bulk-candidates", args=[partnership.study_id])
    deeds = [(reverse("bulk-partnerships"), deed, partnership.pk)
             for deed in ("reassign", "clearance", "close")]  # fmt: skip
    for address, deed, row in [*deeds, (candidates, "", group.pk)]:
        along = {"deed": deed, "row": [str(row), "no-id\x00", str(values.NOBODY)]}
        form = boss.post(address, along).context["form"]
        yield Place(f"{address} {deed}", address, form, {**along, "confirmed": "yes"})


def test_the_forms_are_found(places: list[Place]) -> None:
    names = {place.name for place in places}
    assert len(places) > 45
    assert {"group-create", "study-edit", "partnership-ask", "touch-write", "override-ask"} <= names


def send(boss: Client, place: Place, sent: dict[str, Any]) -> Any:
    """Send a form as it was filled in; the database looks at what it took at once."""
    answer = boss.post(place.address, {**sent, **place.along})
    if answer.status_code == 303:
        connection.check_constraints()
    return answer


# --- what must be told to the person -------------------------------------------------------------
Poison = tuple[Callable[[str, forms.Field], bool], Callable[[forms.Field], Any]]

ROUNDS: dict[str, tuple[Poison, ...]] = {
    "no such day, too long, below zero, unknown": (
        (values.is_date, lambda f: "2026-02-30"),
        (values.is_text, lambda f: LONG),
        (values.is_number, lambda f: "-1"),
        (values.is_code, lambda f: "no-such-code"),
        (values.is_record, lambda f: str(values.NOBODY)),
        (values.is_link, lambda f: "javascript:alert(1)"),
    ),
    "words for days and numbers, zero bytes": (
        (values.is_date, lambda f: "yesterday"),
        (values.is_text, lambda f: "a\x00b"),
        (values.is_number, lambda f: "9" * 40),
        (values.is_code, lambda f: "\x00"),
        (values.is_record, lambda f: "no-id\x00"),
        (values.is_link, lambda f: "https://a b/\x00"),
    ),
    "the first day of all, not a number, somebody else's": (
        (values.is_date, lambda f: "0001-01-01"),
        (values.is_number, lambda f: "NaN"),
        (values.is_record, values.foreign),
    ),
    "the last day of all, infinity": (
        (values.is_date, lambda f: "9999-12-31"),
        (values.is_number, lambda f: "Infinity"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROUNDS)
def test_what_cannot_be_is_told_at_its_field_and_the_input_is_kept(
    boss: Client, places: list[Place], name: str
) -> None:
    complaints = []
    for place in places:
        bad = {
            field: poison(item)
            for kind, poison in ROUNDS[name]
            for field, item in place.fields(kind).items()
        }
        if bad:
            with undone():
                answer = send(boss, place, values.fitting(place.form) | bad)
            complaints += [f"{place.name}: {c}" for c in misses(answer, bad)]
            later = {n: bad[n] for n in unsaid(answer, bad)}
            for at, typed in later.items():  # told by the workflow, once the rest is right
                with undone():
                    answer = send(boss, place, values.fitting(place.form) | {at: typed})
                complaints += [f"{place.name}: {c}" for c in misses(answer, {at: typed})]
                complaints += [
                    f"{place.name}: takes {str(bad[f])[:20]!r} for {f}"
                    for f in unsaid(answer, {at: typed})
                ]
    assert complaints == []


def misses(answer: Any, bad: dict[str, Any]) -> Iterator[str]:
    """What the answer to wrong values leaves to be desired."""
    if answer.status_code == 404:
        return
    page = answer.content.decode()
    if answer.status_code != 422:
        yield f"{told(answer)} for {list(bad)}"
        return
    if "There is a problem" not in page or "<title>Error" not in page.replace("\n", ""):
        yield "says nothing on top"
    form = answer.context["form"]
    for name, typed in bad.items():
        if kept_in_a_box(form, name) and "\x00" not in typed and escape(typed) not in page:
            yield f"loses what was typed into {name}"


def unsaid(answer: Any, bad: dict[str, Any]) -> list[str]:
    """The wrong values that no error stands beside."""
    form = (getattr(answer, "context", None) or {}).get("form")
    if form is None:
        return []
    return [name for name in bad if name in form.fields and name not in form.errors]


def kept_in_a_box(form: Any, name: str) -> bool:
    """Whether the field is one that people type into."""
    if name not in form.fields:
        return False
    return isinstance(form.fields[name].widget, forms.TextInput | forms.Textarea | forms.DateInput)


def test_an_empty_form_is_never_an_error(boss: Client, places: list[Place]) -> None:
    broken = []
    for place in places:
        with undone():
            answer = send(boss, place, {"csrfmiddlewaretoken": "x"})
        if answer.status_code not in ANSWERS:
            broken.append(f"{place.name}: {told(answer)}")
        if answer.status_code == 422 and "There is a problem" not in answer.content.decode():
            broken.append(f"{place.name}: says nothing")
    assert broken == []


# --- what is taken and must do no harm -----------------------------------------------------------
def test_script_in_any_text_is_text_wherever_it_is_shown(
    whole_world: Everything, boss: Client, places: list[Place]
) -> None:
    broken, taken = [], 0
    for place in places:
        texts = place.fields(values.is_text)
        bad = {name: values.short(values.SCRIPT, field) for name, field in texts.items()}
        if not bad:
            continue
        with undone():
            answer = send(boss, place, values.fitting(place.form) | bad)
            if answer.status_code not in ANSWERS:
                broken.append(f"{place.name}: {told(answer)}")
            taken += answer.status_code == 303
            pages = [answer.content.decode(), *shown_afterwards(whole_world, boss, place, answer)]
            if any("<script>alert(" in page for page in pages):
                broken.append(f"{place.name}: runs")
    assert broken == []
    assert taken > 30


def shown_afterwards(
    whole_world: Everything, boss: Client, place: Place, answer: Any
) -> Iterator[str]:
    """The pages that show what a form has taken."""
    if answer.status_code != 303:
        return
    groups, studies = whole_world.records["groups"], whole_world.records["studies"]
    pages = {
        "partnership": [reverse("partnership-list")],
        "group": [reverse("group-timeline", args=[groups.pk]), reverse("group-list")],
        "person": [reverse("group-detail", args=[groups.pk])],
        "sponsor": [reverse("sponsor-list")],
        "study": [reverse("study-list"), reverse("study-candidates", args=[studies.pk])],
        "material": [reverse("study-detail", args=[studies.pk])],
        "follow": [reverse("home")],
    }
    for address in (answer.url.partition("#")[0], *pages.get(place.name.partition("-")[0], ())):
        shown = boss.get(address, follow=True)
        assert shown.status_code == 200, address
        yield shown.content.decode()


@pytest.mark.parametrize("text", [values.BIDI, MEGABYTE], ids=["turned round", "a megabyte"])
def test_text_of_any_kind_and_length_breaks_nothing(
    boss: Client, places: list[Place], text: str
) -> None:
    broken = []
    for place in places:
        texts = list(place.fields(values.is_text).items())
        chosen = texts[:1] if text is MEGABYTE else texts
        bad = {
            name: text if text is MEGABYTE else values.short(text, field) for name, field in chosen
        }
        if not bad:
            continue
        with undone():
            answer = send(boss, place, values.fitting(place.form) | bad)
        if answer.status_code not in ANSWERS or (text is MEGABYTE and answer.status_code == 303):
            broken.append(f"{place.name}: {told(answer)}")
        if any("\n" in value or "\r" in value for value in answer.headers.values()):
            broken.append(f"{place.name}: breaks a header")
    assert broken == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""), ("a.pdf", b"MZ\x90\x00"), ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg onload=alert(1)>"), ("../../etc/passwd", b"%PDF-1.4"),
        ("a\x00\u202efdp.exe", b"%PDF-1.4"), ("n" * 400 + ".pdf", b"%PDF-1.4"),
    ],
)  # fmt: skip
def test_a_file_of_any_name_and_content_breaks_nothing(
    boss: Client, places: list[Place], name: str, content: bytes
) -> None:
    seen = 0
    for place in places:
        for upload in place.fields(lambda _n, f: isinstance(f, forms.FileField)):
            seen += 1
            file = SimpleUploadedFile("x", content)
            file._name = name
            with undone():
                answer = send(boss, place, values.fitting(place.form) | {upload: file})
            assert answer.status_code in ANSWERS, f"{place.name}: {answer.status_code}"
            if not content.startswith(b"%PDF"):
                assert answer.status_code == 422
    assert seen >= 3
