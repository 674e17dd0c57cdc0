"""A sort of mail for the fault tests: always wanted, says its number."""

from datetime import datetime

from advocacy.messages.kinds import KINDS, Kind, Letter, register
from advocacy.models import Message

CODE = "probe"


def wanted(message: Message, at: datetime) -> str:
    return ""


def write(message: Message, at: datetime) -> Letter:
    text = f"Number {message.occurrence}\n.\n.. a line that begins with a dot\n"
    return Letter(subject=f"Probe {message.occurrence}", text=text, html=f"<p>{text}</p>")


if CODE not in KINDS:
    register(Kind(CODE, "Probe", wanted, write))
