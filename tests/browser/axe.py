"""Looks at one page as axe, a phone and a narrow window see it."""

from collections import defaultdict
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
# Contrast takes axe longest by far, and what wears the same in the same place, and is drawn in the
# same colours, has the same contrast: only what was not yet seen so in a look is judged again.
# Where something else may lie beneath a text, the full look judges it wherever it is.
RUN = """async ([seen, tags, rules, colours]) => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  const unclear = new Set()
  const judge = async (where, runOnly, rules = {}) => {
    const said = await axe.run(where, {
      runOnly, rules, resultTypes: ["violations", "incomplete"], elementRef: true,
      selectors: false, preload: false, iframes: false})
    said.incomplete.flatMap(found => found.nodes).forEach(node => unclear.add(node.element))
    return said.violations.flatMap(found => found.nodes.map(
      node => `${found.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`))
  }
  const states = ["class", "type", "role", "disabled", "open", "aria-current", "aria-selected",
    "aria-pressed", "aria-disabled", "aria-invalid", "readonly", "fill"]
  const drawn = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight",
    "textDecorationLine", "textShadow", "fill"]
  const own = part => [...part.childNodes].map(node => node.nodeType === 3 ? node.data.trim() : "")
    .join("")
  // A link among words, and not one that stands alone, must stand out from them.
  const among = part => part.tagName === "A"
    && part.parentElement.textContent.trim().length > 2 * part.textContent.trim().length
  const marks = new Map()
  const mark = part => {
    if (!part) return {sum: 7, laid: false}
    if (!marks.has(part)) {
      const style = getComputedStyle(part), around = mark(part.parentElement)
      const signs = [part.tagName, Math.min(own(part).length, 2), among(part),
        part.control?.matches(":disabled"), ...states.map(name => part.getAttribute(name)),
        ...drawn.map(name => style[name])]
      let {sum, laid} = around
      for (const sign of signs.join("|")) sum = Math.imul(sum ^ sign.charCodeAt(0), 16777619)
      laid ||= part.tagName === "svg" || ["absolute", "fixed"].includes(style.position)
      marks.set(part, {sum, laid})
    }
    return marks.get(part)
  }
  const speaks = part => part.matches("input, select, textarea, button") || own(part)
  const known = new Set(seen.split(" "))
  const modal = document.querySelector("dialog:modal")
  const name = part => mark(part).sum.toString(36)
  const fresh = [...document.body.querySelectorAll("*")].filter(part => {
    if (!speaks(part) || !part.checkVisibility() || modal && !modal.contains(part)) return false
    return !known.has(name(part)) || tags.length && mark(part).laid && part.clientWidth !== 1
  })
  const rest = tags.length ? {type: "tag", values: tags} : {type: "rule", values: rules}
  const apart = {"target-size": {enabled: true}}
  for (const rule of colours) apart[rule] = {enabled: false}
  const found = rest.values.length ? await judge(document, rest, tags.length ? apart : {}) : []
  unclear.clear()
  const there = fresh.filter(part => part.isConnected)  // some pages draw a part anew by themselves
  if (there.length) found.push(...await judge({include: there}, {type: "rule", values: colours}))
  return [found, there.filter(part => !unclear.has(part)).map(name).join(" ")]
}"""
#: What was judged in each look, by its mark, in all tests of this process.
SEEN: defaultdict[str, set[str]] = defaultdict(set)
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
        self.page.wait_for_load_state()
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
        seen = " ".join(SEEN[look])
        found, met = self.page.evaluate(RUN, [seen, list(tags), list(rules), COLOURS])
        SEEN[look].update(met.split())
        self.note(where, found)

    def note(self, where: str, found: list[str]) -> None:
        """Keep what was found."""
        self.wrong += [f"{where}: {words}" for words in found]
