"""What sorts of mail there are: each says whether it is still wanted, and how it reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from advocacy.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says; sender, recipient and Message-ID come from the ledger."""

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    reply_to: tuple[str, ...] = ()
    attachments: tuple[tuple[str, bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of mail.

    `unwanted` gives why it is not to be sent any more, blank while it is. It is asked twice: at
    the claim, and in the very transaction after which nothing can call the mail back; it reads
    and writes nothing. `write` makes the letter. `settle`, where there is one, does what follows
    once it is over (sent, failed, unknown, cancelled): after that commit, at least once, so it
    must bear to be called twice.
    """

    code: str
    label: "StrOrPromise"
    unwanted: Callable[[Message, datetime], str]
    write: Callable[[Message, datetime], Letter]
    settle: Callable[[Message], None] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a sort of mail known; a second one of the same code is an error."""
    if kind.code in KINDS:
        raise ValueError(f"{kind.code} is there already")
    KINDS[kind.code] = kind
    return kind
