"""What a mail is: by its headers (RFC 3834, RFC 3464) first, by the usual phrases where they fail.

A person's word is never guessed at, only told from what machines send.
"""

import re
from dataclasses import dataclass
from datetime import date
from email.message import Message

from django.utils.translation import gettext as _

from advocacy.inbound.dates import back_on
from advocacy.inbound.parse import Received
from advocacy.models import InboundKind as Kind

AWAY = re.compile(
    r"out of (the )?office|away from (the |my )?(office|desk)"
    r"|on (annual|parental|maternity|sick) leave"
    r"|on (holiday|vacation)|abwesen|nicht im (büro|haus)|im urlaub|absen(t|ce) d[ue]|en congé"
    r"|absence du bureau|je suis absent|fuera de (la )?oficina|estoy de vacaciones|ausente|ausência"
    r"|fuori (ufficio|sede)|sono in ferie|assente|afwezig|niet (op kantoor|aanwezig)|met vakantie"
    r"|fora do escritório|de férias",
    re.IGNORECASE,
)
AUTOMATIC = re.compile(
    r"^\W*(automatic reply|auto(matic)?[- ]?(reply|response|generated)|autoreply|auto:"
    r"|out of (the )?office|abwesenheit|automatische (antwort|abwesen)|réponse automatique"
    r"|absence du bureau|respuesta automática|fuera de (la )?oficina|risposta automatica"
    r"|fuori (ufficio|sede)|automatisch antwoord|afwezig|resposta automática|ausência)",
    re.IGNORECASE,
)
RETURNED = re.compile(
    r"undeliver|delivery (status|failure|has failed|incomplete)|failure notice|returned mail"
    r"|mail delivery (failed|system)|message not delivered|unzustellbar|non remis|no entregado"
    r"|mancato recapito|onbestelbaar|couldn.t be delivered|could not be delivered",
    re.IGNORECASE,
)
MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|mail-daemon|mailerdaemon|bounces?)\b", re.IGNORECASE
)
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC = re.compile(r"(?<!\d)(5[05][0-9]|4[25][0-9])[ -](?=\D)")
FULL = "5.2.2"  # no room left: the address itself works
AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mail is, when its writer is back, and in a word why we think so."""

    kind: Kind
    because: str
    return_on: date | None = None


def classify(mail: Received, *, today: date) -> Verdict:
    """Tell bounces, absences and automatic replies from what a person wrote."""
    return _bounce(mail) or _automatic(mail, today) or _human(mail, today)


def _bounce(mail: Received) -> Verdict | None:
    parts = mail.message.walk()
    report = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if report:
        return _by_report(report[0])
    null = mail.headers.get("return-path", "") == "<>"
    machine = bool(MACHINES.match(mail.sender))
    if not (machine or (null and RETURNED.search(mail.subject))):
        return None
    code = _code(mail.text)
    if code:
        return Verdict(_hard_or_soft(code), _("status {code}").format(code=code))
    if RETURNED.search(mail.subject) or machine:
        return Verdict(Kind.UNCLEAR, _("a bounce without a status"))
    return None


def _by_report(part: Message) -> Verdict:
    """The fields of a delivery status; a mail that is late only is no bounce."""
    inner = part.get_payload()
    blocks = [str(block) for block in inner] if isinstance(inner, list) else [str(inner)]
    fields = "\n".join(blocks)
    action = re.search(r"(?im)^action:\s*(\w+)", fields)
    status = re.search(r"(?im)^status:\s*([245]\.\d{1,3}\.\d{1,3})", fields)
    word, code = (found.group(1).lower() if found else "" for found in (action, status))
    if word in ("delayed", "delivered", "relayed", "expanded"):
        return Verdict(Kind.AUTO_REPLY, _("delivery report: {said}").format(said=word))
    if word == "failed" or code[:1] in ("4", "5"):
        return Verdict(
            _hard_or_soft(code or "5"), _("delivery report: {said}").format(said=code or word)
        )
    return Verdict(Kind.UNCLEAR, _("a delivery report without a status"))


def _hard_or_soft(code: str) -> Kind:
    return Kind.BOUNCE_HARD if code.startswith("5") and code != FULL else Kind.BOUNCE_SOFT


def _code(text: str) -> str:
    """The first status in words, as servers write it."""
    found = ENHANCED.search(text)
    if found and found.group(1) in "45":
        return found.group(0)
    plain = BASIC.search(text)
    return plain.group(1) if plain else ""


def _automatic(mail: Received, today: date) -> Verdict | None:
    auto = mail.headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    says = auto not in ("", "no") or any(name in mail.headers for name in AUTO_HEADERS)
    bulk = mail.headers.get("precedence", "").lower() in BULK
    titled = bool(AUTOMATIC.search(mail.subject))
    if not (says or bulk or titled):
        return None
    because = "Auto-Submitted" if says else "Precedence" if bulk else _("subject line")
    away = AWAY.search(f"{mail.subject}\n{mail.new_text[:2000]}")
    if not away:
        return Verdict(Kind.AUTO_REPLY, because)
    day = back_on(f"{mail.subject}\n\n{mail.new_text[:2000]}", today=today)
    return Verdict(Kind.OUT_OF_OFFICE, because, day)


def _human(mail: Received, today: date) -> Verdict:
    if "list-id" in mail.headers:
        return Verdict(Kind.UNCLEAR, _("from a mailing list"))
    first = "\n".join(mail.new_text.splitlines()[:4])
    if AWAY.search(first) and len(mail.new_text.split()) < 80:
        day = back_on(mail.new_text[:2000], today=today)
        return Verdict(Kind.UNCLEAR, _("reads like an absence"), day)
    if not mail.new_text and not mail.files:
        return Verdict(Kind.UNCLEAR, _("empty"))
    return Verdict(Kind.REPLY, "")
