"""What all proofs together tried, and how much of it leaked."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Sums by the name of the check, in the order in which they first came."""

    checks: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, name: str, *, tried: int, leaks: int) -> None:
        """Add to a check; one of several parts is one check."""
        row = self.checks.setdefault(name, {"tried": 0, "leaks": 0})
        row["tried"] += tried
        row["leaks"] += leaks

    def as_json(self) -> dict[str, Any]:
        """What isolation.json holds."""
        return {"checks": [{"name": name, **row} for name, row in self.checks.items()]}
