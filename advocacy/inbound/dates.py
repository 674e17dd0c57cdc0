"""The day on which somebody says to be back, where it can be read in one way only."""

import re
from datetime import date, timedelta

MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero gennaio januari janeiro",
            "february feb februar février fevrier febrero febbraio februari fevereiro",
            "march mar märz maerz mars marzo maart março",
            "april apr avril abril aprile",
            "may mai mayo maggio mei maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for month in names.split()
}
NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
FIGURES = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})?(?!\d)")
DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?({NAME})\b\.?,?(?:\s+(?:de\s+)?(\d{{4}}))?",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"\b({NAME})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(\d{{4}}))?", re.IGNORECASE
)
ABSENT = re.compile(
    r"until|till|through|back|return|away|out of|leave|holiday|vacation|from"
    r"|bis|zurück|wieder|abwesen|urlaub|ab dem|nicht im"
    r"|jusqu|retour|absent|congé|à partir"
    r"|hasta|vuelv|volver|regres|ausente|fuera|vacacion"
    r"|fino|rientr|torn|assent|ferie|sarò"
    r"|tot|terug|afwezig|vakantie|vanaf"
    r"|até|volt|férias|ausente",
    re.IGNORECASE,
)
FURTHEST = timedelta(days=366)


def back_on(text: str, *, today: date) -> date | None:
    """The last day named in what is said about an absence; None where none is sure."""
    days: list[date] = []
    for sentence in re.split(r"(?<=[a-zà-ÿ)!?])\.\s|\n\s*\n|[!?]\s", text):
        if ABSENT.search(sentence):
            found = _days(" ".join(sentence.split()), today)
            if found is None:
                return None
            days += found
    ahead = [day for day in days if today <= day <= today + FURTHEST]
    return max(ahead) if ahead else None


def _days(text: str, today: date) -> list[date] | None:
    """Every date in a sentence; None where one of them can be read in two ways."""
    found = [_made(int(y), int(m), int(d), today) for y, m, d in ISO.findall(text)]
    for first, mark, second, year in FIGURES.findall(ISO.sub(" ", text)):
        a, b = int(first), int(second)
        if mark != "." and a <= 12 and b <= 12 and a != b:
            return None
        day, month = (b, a) if b > 12 and mark != "." else (a, b)
        found.append(_made(_year(year), month, day, today))
    for day_text, name, year in DAY_FIRST.findall(text):
        found.append(_made(_year(year), MONTHS[name.lower()], int(day_text), today))
    for name, day_text, year in MONTH_FIRST.findall(DAY_FIRST.sub(" ", text)):
        found.append(_made(_year(year), MONTHS[name.lower()], int(day_text), today))
    return [day for day in found if day is not None]


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0) if text else 0


def _made(year: int, month: int, day: int, today: date) -> date | None:
    """A date; without a year the next such day."""
    try:
        if year:
            return date(year, month, day)
        this = date(today.year, month, day)
        return this if this >= today - timedelta(days=60) else date(today.year + 1, month, day)
    except ValueError:
        return None
