"""Looks at one page as axe, a phone and a narrow window see it."""

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import PHONE, WIDE

NARROW: ViewportSize = {"width": 320, "height": 800}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
UNFOLD = """() => document.querySelectorAll("details:not(.menu-box)").forEach(d => d.open = true)"""
RUN = """async ([tags, rules]) => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  const only = rules.length ? {type: "rule", values: rules} : {type: "tag", values: tags}
  const enabled = rules.length ? {} : {"target-size": {enabled: true}}
  const said = await axe.run(document, {runOnly: only, rules: enabled, resultTypes: ["violations"]})
  return said.violations.flatMap(found => found.nodes.map(
    node => `${found.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`))
}"""
COLOURS = ["color-contrast", "link-in-text-block"]
# What depends on the width as well; names and roles are the same on a phone.
LAYOUT = [*COLOURS, "target-size", "scrollable-region-focusable", "aria-hidden-focus"]
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= most) return []
  return [...document.querySelectorAll("main *, dialog *, header *")]
    .filter(part => part.getBoundingClientRect().right > most + 1)
    .slice(-2).map(part => part.outerHTML.slice(0, 160))
}"""


@dataclass
class Inspector:
    """Keeps what was found wrong, with the page and the look in which it was found."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def look(self, where: str) -> None:
        """Look at the page as it is: wide and light, then as a phone shows it in the dark."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE)
        self.page.evaluate(UNFOLD)
        self.dress(WIDE, "light")
        self.run(f"{where} 1280 light", [])
        self.dress(PHONE, "dark")
        self.run(f"{where} 375 dark", LAYOUT)
        self.dress(NARROW, "light")
        self.note(f"{where} 320", self.page.evaluate(TOO_WIDE))
        self.dress(WIDE, "light")

    def glance(self, where: str, size: ViewportSize) -> None:
        """Look at what closes when the window changes: one width, both themes."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE)
        self.dress(size, "light")
        self.run(f"{where} light", [])
        self.dress(size, "dark")
        self.run(f"{where} dark", COLOURS)
        self.dress(size, "light")

    def dress(self, size: ViewportSize, colours: Any) -> None:
        """Set the width and the theme."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=colours)

    def run(self, where: str, rules: list[str]) -> None:
        """Let axe judge, by all rules or by some."""
        self.note(where, self.page.evaluate(RUN, [WCAG, rules]))

    def note(self, where: str, found: list[str]) -> None:
        """Keep what was found."""
        self.wrong += [f"{where}: {words}" for words in found]
