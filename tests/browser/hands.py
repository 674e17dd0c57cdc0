"""How a person works a page: with the mouse, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator

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
IS_FOCUSED = "field => field === document.activeElement"
COMES_BEFORE = """field => Boolean(
  document.activeElement !== document.body
  && field.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING
)"""
IN_SAME_GROUP = """field => field.type === "radio"
  && document.activeElement.name === field.name && document.activeElement.form === field.form"""

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
    """Points and clicks."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def pick(self, target: Locator, value: str) -> None:
        target.select_option(value)

    def tick(self, target: Locator) -> None:
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
        self.reach(target)
        for key in ["Home", *["ArrowDown"] * MOST_CHOICES]:
            target.page.keyboard.press(key)
            if value in target.evaluate(CHOSEN):
                return
        raise AssertionError(f"{value} is not to be reached with the arrows")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        for key in ["Space", *["ArrowDown"] * MOST_CHOICES]:
            if target.is_checked():
                return
            target.page.keyboard.press(key)
        assert target.is_checked()

    def reach(self, target: Locator) -> None:
        """Go from stop to stop until the field, or its group of buttons, is reached."""
        target.wait_for(state="attached")
        key = "Shift+Tab" if target.evaluate(COMES_BEFORE) else "Tab"
        for _stop in range(MOST_TABS):
            if target.evaluate(IS_FOCUSED):
                assert target.evaluate(IS_SEEN), f"the focus is not to be seen: {target}"
                return
            if target.evaluate(IN_SAME_GROUP):
                return
            target.page.keyboard.press(key)
        raise AssertionError(f"{target} is not to be reached with the keyboard")
