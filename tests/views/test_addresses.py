"""Every list and page, asked with what no address should hold."""

import pytest
from django.test import Client
from django.urls import URLPattern

from tests.views import values
from tests.views.everything import Everything, routes, told, undone

ASKED = (
    "q", "kind", "condition", "country", "region", "stance", "stopped", "mine", "sponsor", "status",
    "standing", "reason", "sort", "page", "stage", "owner", "side", "study", "show", "act", "rule",
    "whose", "overdue", "purpose", "scale", "old", "new", "title", "language", "next", "currency",
    "other", "after", "before",
)  # fmt: skip
WEIRD = {
    "zero bytes": "\x00", "a script": values.SCRIPT, "long": "z" * 3000, "negative": "-1",
    "huge": "9" * 40, "an id": str(values.NOBODY), "a broken key": "eyJhIjoxfQ:1abc:xyz",
    "elsewhere": "//evil.example/a",
}  # fmt: skip


@pytest.mark.parametrize("kind", WEIRD)
def test_an_address_with_anything_in_it_opens(
    whole_world: Everything, boss: Client, kind: str
) -> None:
    broken = []
    for route in lists():
        with undone():
            answer = boss.get(whole_world.address(route), dict.fromkeys(ASKED, WEIRD[kind]))
        page = answer.content.decode() if answer.status_code == 200 else ""
        if answer.status_code not in {200, 302, 404, 405, 422}:
            broken.append(f"{route.name}: {told(answer)}")
        if "<script>alert(" in page or 'href="//evil' in page:
            broken.append(f"{route.name}: lets it through")
    assert broken == []


def lists() -> list[URLPattern]:
    """Pages that look at what follows the question mark."""
    names = (
        "-list", "-detail", "-timeline", "-candidates", "-names", "-ask", "-asks", "-write",
        "-merge", "-add", "-budget", "-done", "-snooze", "-reassign", "home", "handbook",
    )  # fmt: skip
    kept = [r for r in routes() if (r.name or "").endswith(names)]
    return [r for r in kept if not str(r.pattern).startswith("records/")]
