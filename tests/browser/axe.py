"""Looks at one page as axe, a phone and a narrow window see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import PHONE, WIDE

NARROW: ViewportSize = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
# What depends on the width as well; names and roles are the same on a phone.
LAYOUT = ["target-size", "scrollable-region-focusable", "aria-hidden-focus"]
UNFOLD = """() => document.querySelectorAll("details:not(.menu-box)").forEach(d => d.open = true)"""
# Contrast takes axe longest by far, and what wears the same classes in the same place has the same
# colours: where a look has no rules of its own, only what was not yet seen in it is judged again.
RUN = """async ([look, tags, rules, colours]) => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  const judge = async (where, runOnly, rules = {}) => {
    const said = await axe.run(where, {
      runOnly, rules, resultTypes: ["violations"], preload: false, iframes: false})
    return said.violations.flatMap(found => found.nodes.map(
      node => `${found.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`))
  }
  const states = ["class", "type", "role", "disabled", "open", "aria-current", "aria-selected",
    "aria-pressed", "aria-disabled", "aria-invalid", "readonly", "fill"]
  const marks = new Map()
  const mark = part => {
    if (!part) return 7
    if (!marks.has(part)) {
      const worn = states.map(name => part.getAttribute(name) ?? "").join("|")
      let sum = mark(part.parentElement)
      for (const sign of part.tagName + worn) sum = Math.imul(sum, 31) + sign.charCodeAt(0) | 0
      marks.set(part, sum)
    }
    return marks.get(part)
  }
  const speaks = part => part.matches("input, select, textarea, button")
    || [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  const unseen = () => {
    const seen = new Set(JSON.parse(sessionStorage.getItem(look) ?? "[]"))
    const fresh = [...document.body.querySelectorAll("*")].filter(part =>
      speaks(part) && part.checkVisibility() && !seen.has(mark(part)))
    fresh.forEach(part => seen.add(mark(part)))
    sessionStorage.setItem(look, JSON.stringify([...seen]))
    return fresh
  }
  const targets = {"target-size": {enabled: true}}
  if (tags.length) return judge(document, {type: "tag", values: tags}, targets)
  const found = rules.length ? await judge(document, {type: "rule", values: rules}) : []
  const fresh = unseen()
  if (!fresh.length) return found
  return [...found, ...await judge({include: fresh}, {type: "rule", values: colours})]
}"""
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= most) return []
  return [...document.querySelectorAll("main *, dialog *, header *")]
    .filter(part => part.getBoundingClientRect().right > most + 1)
    .slice(-2).map(part => part.outerHTML.slice(0, 160))
}"""

# The tests ask for less motion, as some people do.
MOVES = """() => [...document.querySelectorAll("body *")].filter(part => {
  const {transitionDuration, animationDuration} = getComputedStyle(part)
  return [transitionDuration, animationDuration].some(
    times => times.split(",").some(time => parseFloat(time) > 0.001))
}).slice(0, 2).map(part => part.outerHTML.slice(0, 160))"""


@dataclass
class Inspector:
    """Keeps what was found wrong, with the page and the look in which it was found."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    looked: int = 0

    def look(self, where: str) -> None:
        """Look at the page as it is: at both widths, in both themes, and at 400 % zoom."""
        self.begin()
        self.dress(WIDE, "light")
        self.run(f"{where} 1280 light", tags=WCAG)
        self.dress(WIDE, "dark")
        self.run(f"{where} 1280 dark")
        self.dress(PHONE, "dark")
        self.run(f"{where} 375 dark")
        self.dress(PHONE, "light")
        self.run(f"{where} 375 light", rules=LAYOUT)
        self.dress(NARROW, "light")
        self.note(f"{where} 320", self.page.evaluate(TOO_WIDE))
        self.note(f"{where} moves", self.page.evaluate(MOVES))
        self.dress(WIDE, "light")

    def glance(self, where: str, size: ViewportSize) -> None:
        """Look at what closes when the window changes: one width, both themes."""
        self.begin()
        self.dress(size, "light")
        self.run(f"{where} {size['width']} light", tags=WCAG)
        self.dress(size, "dark")
        self.run(f"{where} {size['width']} dark")
        self.dress(size, "light")

    def begin(self) -> None:
        """Bring axe, and open what is folded."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE)
        self.page.evaluate(UNFOLD)
        self.looked += 1

    def dress(self, size: ViewportSize, colours: Any) -> None:
        """Set the width and the theme."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=colours)

    def run(self, where: str, *, tags: Sequence[str] = (), rules: Sequence[str] = ()) -> None:
        """Let axe judge, by all rules with these tags, or by some rules and the colours."""
        look = " ".join(where.split()[-2:])
        found = self.page.evaluate(RUN, [look, list(tags), list(rules), COLOURS])
        self.note(where, found)

    def note(self, where: str, found: list[str]) -> None:
        """Keep what was found."""
        self.wrong += [f"{where}: {words}" for words in found]
