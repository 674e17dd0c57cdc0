"""Finds the browser of the tests: $CHROMIUM, one of the machine, or Playwright's own."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

#: The one without windows comes first: it draws the same in half the time.
SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
NAMES = (*SHELLS, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def executable() -> str | None:
    """Give the path of a Chromium, None without one."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if Path(chosen).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def satisfies(*, shell: bool) -> bool:
    """Whether there is a browser, and one that was chosen or is a shell where that is asked for."""
    found = executable()
    chosen = bool(os.environ.get("CHROMIUM"))
    return bool(found) and (not shell or chosen or Path(str(found)).name in SHELLS)


if __name__ == "__main__":
    sys.exit(0 if satisfies(shell="--shell" in sys.argv) else 1)
