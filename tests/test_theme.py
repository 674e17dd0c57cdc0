"""The colours can be read, in both themes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\);")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
SURFACES = ("bg", "card")
TONES = ("accent", "ok", "warn", "no", "info")

TEXT = [
    *((ink, surface) for ink in ("ink", "mute", *TONES) for surface in SURFACES),
    *((tone, f"{tone}-soft") for tone in TONES),
    *((ink, "neutral-soft") for ink in ("ink", "mute")),
    ("ink", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
EDGES = [(edge, surface) for edge in ("field-line", "ring", "accent") for surface in SURFACES]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), TEXT)
def test_text_stands_out(ink: str, surface: str, theme: int) -> None:
    assert contrast(COLOURS[ink][theme], COLOURS[surface][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "surface"), EDGES)
def test_fields_and_focus_stand_out(edge: str, surface: str, theme: int) -> None:
    assert contrast(COLOURS[edge][theme], COLOURS[surface][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_white_on_a_red_button_stands_out(theme: int) -> None:
    assert contrast("#fff", COLOURS["no-fill"][theme]) >= 4.5


def test_no_template_carries_a_style_of_its_own() -> None:
    pages = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    styled = [
        str(page)
        for page in pages
        if "emails" not in page.parts and re.search(r"\sstyle=|<style", page.read_text())
    ]
    assert styled == []
