"""Finds the browser of the tests: $CHROMIUM, one of the machine, or Playwright's own."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


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


if __name__ == "__main__":
    sys.exit(0 if executable() else 1)
