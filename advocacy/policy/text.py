"""Words that are translated late: a message id with its parameters.

The policy knows no request and no language. It names its messages with the usual gettext
marks, so that makemessages finds them, and the page translates them when it is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Union


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,.2f}".removesuffix(".00")


Value = Union[str, int, Decimal, date, datetime, Money, "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A message id, its plural where it has one, and the values that go into it."""

    message: str
    params: tuple[tuple[str, Value], ...] = ()
    plural: str = ""
    count: int = 0

    def __str__(self) -> str:
        """The untranslated English, for logs and tests."""
        message = self.plural if self.plural and self.count != 1 else self.message
        return message.format(**{name: _plain(value) for name, value in self.params})


def gettext(message: str, **params: Value) -> Text:
    """Mark a message for translation and bind its named parameters."""
    return Text(message, tuple(params.items()))


def ngettext(singular: str, plural: str, count: int, **params: Value) -> Text:
    """Mark a message that has a plural form; `count` is available to it as {count}."""
    return Text(singular, tuple({"count": count, **params}.items()), plural, count)


def joined(texts: tuple[Text, ...], *, separator: str = " ") -> Text:
    """Several messages as one, in order."""
    pattern = separator.join(f"{{part{i}}}" for i in range(len(texts)))
    return Text(pattern, tuple((f"part{i}", text) for i, text in enumerate(texts)))


def percent(share: Decimal) -> str:
    """A share (0.18) as people read it (18 %)."""
    return f"{(share * 100).quantize(Decimal(1))}\N{NO-BREAK SPACE}%"


def _plain(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%a} {value.day} {value:%b %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def as_mapping(text: Text) -> Mapping[str, Value]:
    """The parameters by name."""
    return dict(text.params)
