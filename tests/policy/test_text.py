"""Messages that are translated late."""

from datetime import date
from decimal import Decimal

import pytest

from advocacy.policy.text import (
    Money,
    Text,
    Value,
    as_mapping,
    gettext,
    joined,
    ngettext,
    percent,
)
from tests.policy.cast import ANCHORAGE


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("words", "words"),
        (3, "3"),
        (Decimal("2.50"), "2.5"),
        (Decimal(100), "100"),
        (Decimal(0), "0"),
        (date(2026, 11, 2), "Mon 2 Nov 2026"),
        (ANCHORAGE.at(date(2026, 11, 2), 9), "Mon 2 Nov 2026, 09:00"),
        (Money(Decimal("1234.50"), "EUR"), "EUR 1,234.50"),
        (Money(Decimal(900), "USD"), "USD 900"),
        (Text("inner"), "inner"),
    ],
)
def test_each_kind_of_value_reads_plainly(value: Value, plain: str) -> None:
    assert str(gettext("it is {value}", value=value)) == f"it is {plain}"


@pytest.mark.parametrize(
    ("count", "plain"), [(0, "0 days of 5"), (1, "1 day of 5"), (2, "2 days of 5")]
)
def test_plurals_follow_the_count(count: int, plain: str) -> None:
    text = ngettext("{count} day of {most}", "{count} days of {most}", count, most=5)
    assert str(text) == plain
    assert as_mapping(text) == {"count": count, "most": 5}


def test_messages_are_joined_in_order() -> None:
    parts = (gettext("One {n}.", n=1), gettext("Two."))
    assert str(joined(parts)) == "One 1. Two."
    assert str(joined(parts, separator=" + ")) == "One 1. + Two."


def test_braces_in_a_value_are_only_text() -> None:
    assert str(gettext("{name} wrote", name="{evil} {0}")) == "{evil} {0} wrote"


def test_a_share_reads_as_percent() -> None:
    assert percent(Decimal("0.182")) == "18\N{NO-BREAK SPACE}%"
    assert percent(Decimal(1)) == "100\N{NO-BREAK SPACE}%"
