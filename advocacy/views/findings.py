"""Findings as they were kept: in overrides, breaches and events."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from advocacy.policy.text import Text
from advocacy.policy.verdict import Evidence, Finding, Outcome, Remedy


def kept_finding(told: Mapping[str, Any], *, rule: str = "") -> Finding:
    """Read a finding back as it was kept that day; its words are not translated any more."""
    when = told.get("clears_at")
    threshold, remedy = told.get("threshold"), told.get("remedy")
    return Finding(
        rule=str(told.get("rule") or rule),
        outcome=Outcome(told.get("outcome") or Outcome.BLOCK),
        because=said(told.get("because")),
        evidence=tuple(evidence_of(told.get("evidence") or ())),
        threshold=said(threshold) if threshold else None,
        remedy=Remedy("", said(remedy)) if remedy else None,
        clears_at=datetime.fromisoformat(when) if when else None,
    )


def evidence_of(rows: Iterable[Mapping[str, Any]]) -> Iterable[Evidence]:
    """Read back what a finding rested on."""
    for row in rows:
        key = row.get("id")
        yield Evidence(str(row.get("kind", "")), UUID(key) if key else None, str(row.get("label")))


def said(text: object) -> Text:
    """Words that are final, whatever brackets are in them."""
    return Text("{said}", (("said", str(text or "")),))
