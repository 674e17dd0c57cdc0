"""The bytes of a mail as plain values; whatever is broken in it is left out, never raised."""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from advocacy.models.inbound import MOST_CHARACTERS

TAGS = {
    "p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "blockquote", "div", "span", "a",
    "table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "pre", "hr",
}  # fmt: skip
QUOTED = re.compile(
    r"^(>|-{2,} ?(original message|ursprüngliche nachricht|message d.origine|mensaje original|"
    r"messaggio originale|oorspronkelijk bericht)|_{10,}$)"
    r"|^(on|am|le|el|il|op|em) .{5,120}(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu)"
    r"\b.{0,120}:\s*$",
    re.IGNORECASE,
)
WHERE_TO = ("to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
MOST_IDS = 50
RETURNED = ("message/rfc822", "text/rfc822-headers")
#: What the standard parser raises over headers that no standard allows.
BROKEN = (ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A mail: who wrote what to whom, which mails it answers, and its headers by small name."""

    message_id: str
    sender: str
    sender_name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str
    new_text: str
    html: str
    answers: tuple[str, ...]
    headers: dict[str, str]
    files: tuple[Attached, ...]
    message: Message


def parse(raw: bytes) -> Received:
    """Read one mail."""
    import nh3  # two megabytes, for those who read mails

    message = message_from_bytes(raw, policy=policy.default)
    headers = {name.lower(): _text_of(message, name) for name in set(message.keys())}
    name, sender = parseaddr(headers.get("from", ""))
    plain, marked = _bodies(message)
    text = (plain or _plain(marked))[:MOST_CHARACTERS].strip()
    return Received(
        message_id=_id(headers.get("message-id", "")) or _hash(raw),
        sender=sender.strip().lower()[:320],
        sender_name=_clean(name)[:160],
        to=" ".join(", ".join(_all(message, header)) for header in WHERE_TO),
        subject=_clean(headers.get("subject", ""))[:400],
        sent_at=_moment(headers.get("date", "")),
        text=text,
        new_text=new_words(text),
        html=nh3.clean(
            marked, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )[:MOST_CHARACTERS],
        answers=_answers(message, headers),
        headers=headers,
        files=tuple(_files(message)),
        message=message,
    )  # fmt: skip


def _text_of(message: Message, name: str) -> str:
    """A header decoded; a broken one as it stands."""
    try:
        return _clean(str(message.get(name, "")))
    except BROKEN:
        return ""


def _all(message: Message, name: str) -> list[str]:
    try:
        given = [str(value) for value in message.get_all(name, [])]
        return [address for _name, address in getaddresses(given)]
    except BROKEN:
        return []


def _clean(text: str) -> str:
    """One line of what a database can keep."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return " ".join(whole.split())


def _id(text: str) -> str:
    found = re.search(r"<[^<>\s]{3,280}>", text)
    return found.group(0) if found else ""


def _hash(raw: bytes) -> str:
    return f"<{hashlib.sha256(raw).hexdigest()}@without-id>"


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _bodies(message: Message) -> tuple[str, str]:
    """The words as text, and as HTML; the first of each that is no attachment."""
    plain = marked = ""
    for part in message.walk():
        if part.is_multipart() or _name(part):
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and not plain:
            plain = _words(part)
        elif kind == "text/html" and not marked:
            marked = _words(part)
    return plain, marked


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else str(part.get_payload()).encode()
    try:
        words = raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        words = raw.decode("utf-8", errors="replace")
    return words.replace("\x00", "").replace("\r\n", "\n")


def _plain(marked: str) -> str:
    import nh3

    broken = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h\d)\b[^>]*>", "\n", marked)
    lines = html.unescape(nh3.clean(broken, tags=set())).splitlines()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def new_words(text: str) -> str:
    """What was written anew, above the mail that is quoted."""
    kept: list[str] = []
    for line in text.splitlines():
        if QUOTED.match(line.strip()):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip() or text.strip()


def _answers(message: Message, headers: dict[str, str]) -> tuple[str, ...]:
    """The Message-IDs that it answers or returns, the nearest first."""
    before = reversed(headers.get("references", "").split())
    parts = [p for p in message.walk() if p is not message and p.get_content_type() in RETURNED]
    near = [headers.get("in-reply-to", ""), " ".join(before), *map(_returned, parts)]
    found = re.findall(r"<[^<>\s]{3,280}>", " ".join(near))
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def _returned(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return _text_of(inner[0], "message-id")
    found = re.search(r"(?im)^message-id:\s*(<[^<>\s]+>)", _words(part))
    return found.group(1) if found else ""


def _name(part: Message) -> str:
    try:
        return _clean(part.get_filename() or "")
    except BROKEN:
        return "?"


def _files(message: EmailMessage | Message) -> list[Attached]:
    """What came along under a name; nothing inside a mail that was returned."""
    found: list[Attached] = []
    if message.get_content_type() == "multipart/report":
        return found
    for part in message.walk():
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if _name(part) and isinstance(content, bytes):
            found.append(Attached(_name(part)[:120], content))
    return found
