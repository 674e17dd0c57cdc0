"""Every threshold once, with its range."""

from decimal import Decimal

import pytest

from advocacy.policy.limits import Limits, described, from_values


def test_every_limit_says_its_unit_reason_range_and_source() -> None:
    for name, default, meta in described():
        assert {"unit", "why", "low", "high", "source"} <= set(meta), name
        assert str(meta["why"]).endswith("."), name
        assert str(meta["unit"]), name
        assert meta["low"] <= default <= meta["high"], name


def test_every_attribute_but_the_version_is_described() -> None:
    names = {name for name, _, _ in described()}
    assert names == {name for name in Limits.__slots__ if name != "version"}


def test_a_stored_version_keeps_the_default_of_what_it_does_not_name() -> None:
    limits = from_values(version=7, values={"ask_words": "150", "contingency_share": "0.2"})
    assert limits == Limits(version=7, ask_words=150, contingency_share=Decimal("0.2"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("ask_words", 50), ("ask_words", 600), ("contingency_share", 0), ("light_ask_hours", "0.25")],
)
def test_the_ends_of_a_range_belong_to_it(name: str, value: object) -> None:
    assert getattr(from_values(version=1, values={name: value}), name) == Decimal(str(value))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ask_words", 49, "ask_words must be between 50 and 600"),
        ("ask_words", 601, "ask_words must be between 50 and 600"),
        ("contingency_share", "0.51", "contingency_share must be between 0 and 0.5"),
        ("attempts_per_ask", 4, "attempts_per_ask must be between 1 and 3"),
        ("attempts_per_ask", 0, "attempts_per_ask must be between 1 and 3"),
        ("ask_words", "many", "ask_words must be a number"),
        ("ask_words", None, "ask_words must be a number"),
        ("ask_words", "100.5", "ask_words must be a whole number"),
        ("contingency_share", "NaN", "contingency_share must be a number"),
        ("contingency_share", "Infinity", "contingency_share must be a number"),
        ("patience", 3, "there is no limit called patience"),
        ("version", 3, "there is no limit called version"),
    ],
)
def test_a_value_out_of_range_or_reason_is_refused(name: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_values(version=1, values={name: value})


@pytest.mark.parametrize(
    "values",
    [
        {"spacing_business_days": 11},
        {"spacing_business_days": 8, "spacing_business_days_last": 7},
        {"revenue_warn_share": "0.3"},
    ],
)
def test_two_limits_that_contradict_each_other_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must not be above"):
        from_values(version=1, values=values)
