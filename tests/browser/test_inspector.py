"""The inspector finds what is wrong, also where it has seen the same in good order before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe
from tests.browser.conftest import USUAL

SOUND = "<p>Some words to read <a href=/>and a link</a></p>"
DIALOG = "<dialog><p>Words over the page</p></dialog><script>{}</script>"
OPEN = DIALOG.format("document.querySelector('dialog').showModal()")
CLOSED = DIALOG.format("")
ANEW = """<section></section><script>setInterval(() => {
  document.querySelector("section").outerHTML = "<section><p>Drawn anew</p></section>"
}, 2)</script>"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A page that is in order, the same with a fault, and what is to be said of it."""

    body: str
    style: str
    told: str
    looks: tuple[str, ...]
    before: str = ""


LAID = "div {position: relative; height: 90px} div * {position: absolute; inset: 0}"
DARK = "@media (prefers-color-scheme: dark)"
FAULTS = {
    "pale": Fault(SOUND, "p {color: #ccc}", "color-contrast", ("1280 light", "375 light")),
    "pale in the dark": Fault(
        SOUND, f"{DARK} {{p {{color: #111; background: #333}}}}", "color-contrast",
        ("1280 dark", "375 dark"),
    ),
    "every second one": Fault(
        SOUND * 2, f"{DARK} {{p:nth-child(odd) {{color: #111; background: #333}}}}",
        "color-contrast", ("1280 dark", "375 dark"),
    ),
    "pale beneath": Fault(
        "<div><b></b><p>Some words</p></div>",
        f"{LAID} b {{background: #666}}", "color-contrast", ("1280 light",), before=LAID,
    ),
    "seen behind a dialog only": Fault(
        f"{SOUND}{CLOSED}", "p {color: #ccc}", "color-contrast", ("1280 light", "375 light"),
        before="behind",
    ),
    "a link like its text": Fault(
        SOUND, "a {color: #333; text-decoration: none}", "link-in-text-block",
        ("1280 light", "1280 dark"), before="alone",
    ),
    "without a name": Fault(f"{SOUND}<input>", "", "label", ("1280 light",)),
    "small to a finger": Fault(
        "<button>a</button><button>b</button>",
        "@media (max-width: 400px) {button {font-size: 9px; padding: 0; border: 0; min-width: 0;"
        " height: 9px}}",
        "target-size", ("375 light",),
    ),
    "wide": Fault(f"{SOUND}<div>x</div>", "div {width: 400px}", "", ("320",)),
    "moves": Fault(SOUND, "a {transition: color 1s}", "", ("moves",)),
}  # fmt: skip


@pytest.fixture
def page(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr(axe, "SEEN", defaultdict(set))
    context = browser.new_context(**USUAL)
    yield context.new_page()
    context.close()


def looked(page: Page, body: str, style: str = "") -> list[str]:
    """What is wrong with such a page."""
    page.set_content(
        "<!doctype html><html lang=en><head><title>A page</title>"
        "<meta name=viewport content='width=device-width'><style>body {color: #111; background:"
        f" #fff}} button {{min-width: 24px}} {style}</style></head>"
        f"<body><main><h1>A page</h1>{body}</main></body></html>"
    )
    inspector = axe.Inspector(page)
    inspector.look("page")
    return inspector.wrong


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_the_same_was_in_order(page: Page, name: str) -> None:
    fault = FAULTS[name]
    if fault.before == "behind":
        looked(page, f"{SOUND}{OPEN}", fault.style)
    elif fault.before == "alone":
        assert looked(page, "<p><a href=/>and a link</a></p>", fault.style) == []
    else:
        sound = fault.body.replace("<input>", "")
        assert looked(page, sound, fault.before) == []
    wrong = looked(page, fault.body, fault.style)
    for look in fault.looks:
        assert [words for words in wrong if f"page {look}: {fault.told}" in words], (look, wrong)


def test_what_is_drawn_anew_while_it_is_looked_at_stops_no_look(page: Page) -> None:
    assert looked(page, SOUND) == []
    assert looked(page, ANEW) == []
