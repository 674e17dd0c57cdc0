"""Names as they are compared: without case, accents, punctuation and legal form."""

import re
import unicodedata
from urllib.parse import urlsplit

LEGAL_FORMS = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "llc", "lllp", "llp", "lp",
    "ltd", "limited", "plc", "pc", "pbc", "dba", "gmbh", "mbh", "ag", "kg", "kgaa", "ug",
    "se", "sa", "sas", "sarl", "srl", "spa", "sprl", "bvba", "bv", "nv", "ab", "as", "asa",
    "aps", "oy", "oyj", "kk", "pty", "pte", "pvt", "sdn", "bhd", "zrt", "kft", "doo", "ev",
    "onlus", "asbl", "vzw",
})  # fmt: skip
EMPTY_WORDS = frozenset({"the", "of", "for", "and", "de", "la", "le", "der", "die", "das"})
ONE_SPELLING = {
    "assn": "association", "assoc": "association", "associations": "association",
    "asociacion": "association", "fdn": "foundation", "fndn": "foundation", "fnd": "foundation",
    "fondation": "foundation", "fundacion": "foundation", "soc": "society", "natl": "national",
    "nat": "national", "intl": "international", "int": "international", "amer": "american",
    "am": "american", "ctr": "center", "centre": "center", "inst": "institute",
    "dept": "department", "univ": "university", "hosp": "hospital", "res": "research",
    "rsch": "research", "pharma": "pharmaceuticals", "pharmaceutical": "pharmaceuticals",
    "labs": "laboratories", "chap": "chapter", "ch": "chapter", "st": "saint", "dz": "disease",
    "diseases": "disease", "disorders": "disorder", "alzheimers": "alzheimer",
    "parkinsons": "parkinson", "huntingtons": "huntington",
}  # fmt: skip
SHARED_HOSTS = frozenset({
    "facebook.com", "linkedin.com", "twitter.com", "x.com", "instagram.com", "youtube.com",
    "wordpress.com", "blogspot.com", "sites.google.com", "google.com", "wixsite.com",
    "weebly.com", "linktr.ee",
})  # fmt: skip


def plain(name: str) -> str:
    """Lower case without accents and punctuation; initials with dots become one word."""
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"(?<=s)['’`´](?=\s|$)|['’`´]", "", text).replace("&", " and ")
    text = re.sub(r"\b(?:\w\.){2,}(?:\w\b)?", lambda found: found[0].replace(".", ""), text)
    return " ".join(re.findall(r"[^\W_]+", text))


def without_form(words: list[str]) -> list[str]:
    """Words without the legal form at their end, unless nothing would be left."""
    kept = list(words)
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept.pop()
    return kept


def searchable(name: str) -> str:
    """What to look for in the search texts: a plain name without legal form."""
    return " ".join(without_form(plain(name).split()))


def normalise(name: str) -> str:
    """The name to compare: no legal form, no empty words, one spelling for what is shortened."""
    words = without_form(plain(name).split())
    kept = [ONE_SPELLING.get(word, word) for word in words if word not in EMPTY_WORDS]
    return " ".join(kept or words)


def host(address: str) -> str:
    """The host of a web address that is an organisation's own; empty for none or a shared one."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if name in SHARED_HOSTS else name
