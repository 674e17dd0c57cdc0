"""How a person works a page: with the mouse, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import ElementHandle, Locator

MOST_TABS = 160
MOST_CHOICES = 60

# The focus is to be seen: an outline on the field, or on what is drawn in its place.
IS_SEEN = """field => {
  const outlined = element => {
    const style = element && getComputedStyle(element)
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  }
  const box = field.getBoundingClientRect()
  const drawn = getComputedStyle(field).opacity === "0" ? field.nextElementSibling : field
  const x = box.left + box.width / 2, y = box.top + box.height / 2
  const top = y < innerHeight && y > 0 ? document.elementFromPoint(x, y) : field
  const own = top && (field.contains(top) || top.contains(field))
  const covered = top && !own && top.closest("label")?.control !== field
  return outlined(drawn) && box.bottom > 0 && box.top < innerHeight && !covered
}"""
COMES_BEFORE = """field => Boolean(
  document.activeElement !== document.body
  && field.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING
)"""
# Where the focus is, as the field sees it.
WHERE = """field => {
  const {activeElement: focused} = document
  if (!field.isConnected) return "the field is gone"
  if (field === focused) return "here"
  const group = field.type === "radio" && focused.name === field.name && focused.form === field.form
  return group ? "in its group" : "elsewhere"
}"""

CHOSEN = "field => [field.value, field.selectedOptions[0]?.label.trim()]"


class Hands(Protocol):
    """What the job asks of whoever does it."""

    def press(self, target: Locator) -> None:
        """Follow a link, press a button."""

    def write(self, target: Locator, text: str) -> None:
        """Fill a field, in the place of what was in it."""

    def pick(self, target: Locator, value: str) -> None:
        """Choose one of a list."""

    def tick(self, target: Locator) -> None:
        """Tick a box, or choose one of several buttons."""


class Mouse:
    """Points and clicks, once the scripts of the page are there."""

    def press(self, target: Locator) -> None:
        target.page.wait_for_load_state()
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.page.wait_for_load_state()
        target.fill(text)

    def pick(self, target: Locator, value: str) -> None:
        target.page.wait_for_load_state()
        target.select_option(value)

    def tick(self, target: Locator) -> None:
        target.page.wait_for_load_state()
        target.check()


class Keyboard:
    """Tab, Shift+Tab, Enter, Space and arrows, nothing else; looks for the focus at each stop."""

    def press(self, target: Locator) -> None:
        self.reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        target.page.keyboard.press("Control+a")
        target.page.keyboard.type(text)

    def pick(self, target: Locator, value: str) -> None:
        field = self.reach(target)
        for key in ["Home", *["ArrowDown"] * MOST_CHOICES]:
            target.page.keyboard.press(key)
            if value in field.evaluate(CHOSEN):
                return
        raise AssertionError(f"{value} is not to be reached with the arrows")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        for key in ["Space", *["ArrowDown"] * MOST_CHOICES]:
            if target.is_checked():
                return
            target.page.keyboard.press(key)
        assert target.is_checked()

    def reach(self, target: Locator) -> ElementHandle:
        """Go from stop to stop until the field, or its group of buttons, is reached."""
        target.page.wait_for_load_state()
        field = target.element_handle()
        key = "Shift+Tab" if field.evaluate(COMES_BEFORE) else "Tab"
        for _stop in range(MOST_TABS):
            where = field.evaluate(WHERE)
            if where == "here":
                assert field.evaluate(IS_SEEN), f"the focus is not to be seen: {target}"
                return field
            if where == "in its group":
                return field
            if where == "the field is gone":  # drawn anew meanwhile
                field = target.element_handle()
                continue
            target.page.keyboard.press(key)
        raise AssertionError(f"{target} is not to be reached with the keyboard")
