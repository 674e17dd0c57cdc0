"""Answers whose duration tells nothing."""

import time


def wait(begun: float, *, step: float) -> None:
    """Wait for the next whole step since a moment of the monotonic clock, both in seconds."""
    time.sleep((begun - time.monotonic()) % step)
