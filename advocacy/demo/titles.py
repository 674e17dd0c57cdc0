"""Registered names, which are all capitals, in the way people write them."""

import re

LOWER = frozenset({
    "a", "an", "and", "at", "by", "de", "del", "for", "from", "in", "la", "of", "on", "or", "the",
    "to", "with",
})  # fmt: skip
CAPITALS = frozenset({
    "AAP", "AAPI", "ACCP", "ACOG", "AFMS", "AGD", "AHCA", "AHDS", "AIDS", "ALS", "AORN", "ARA",
    "ASN", "ASOP", "ASRT", "ASXL", "ATS", "AVAC", "BCI", "CAEAR", "CIDRZ", "CMV", "COPD", "DC",
    "ECD", "ESRD", "FASD", "FMF", "FSHD", "GI", "HIV", "HMSA", "IAS", "II", "III", "IPA", "IV",
    "LGBT", "LSU", "MSA", "NAABT", "NAD", "NAMI", "NCI", "NICU", "NMA", "NOFAS", "OCD", "OK",
    "OMRF", "PCMA", "PKU", "PURA", "PXE", "RSDSA", "SCID", "SIDS", "TBI", "UAB", "UCA", "UFCW",
    "UMMC", "US", "USA", "USP7", "WKU",
})  # fmt: skip
WORDS = frozenset({
    "CHPTR", "CK", "DR", "FDN", "FDNTN", "FT", "JR", "LTD", "MR", "MRS", "MT", "SR", "ST", "TR",
})  # fmt: skip
AS_WRITTEN = {
    "USAGAINSTALZHEIMERS": "UsAgainstAlzheimer’s",
    "BIKE4ALZINC": "Bike4Alz",
    "OFSHREVEPORT": "of Shreveport",
    "ADENOSINE": "Adenosine",
    "PHD": "PhD",
}
OWNED = re.compile(
    r"\b(Alzheimer|Asperger|Batten|Children|Crohn|Hodgkin|Huntington|Men|Parkinson|Women)s\b"
)
FORM = re.compile(r",?\s+(inc|incorporated|llc|ltd|corp|corporation|co)\.?$", re.IGNORECASE)


def title(text: str) -> str:
    """A name in mixed case; short words small, known initials in capitals."""
    words = " ".join(text.split()).split(" ")
    return " ".join(_word(word, first=number == 0) for number, word in enumerate(words))


def _word(word: str, *, first: bool) -> str:
    """One word; the parts around a hyphen, slash or @ each by themselves."""
    parts = re.split(r"([-/@&])", word)
    return "".join(_part(part, first=first and number == 0) for number, part in enumerate(parts))


def _part(part: str, *, first: bool) -> str:
    if part in AS_WRITTEN:
        return AS_WRITTEN[part]
    if part.lower() in LOWER and not first:
        return part.lower()
    if re.fullmatch(r"\d+(ST|ND|RD|TH)", part):
        return part.lower()
    if part in CAPITALS or (part not in WORDS and is_initials(part)):
        return part
    if re.fullmatch(r"MC[A-Z]{3,}", part):
        return f"Mc{part[2:].capitalize()}"
    return part.capitalize()


def is_initials(part: str) -> bool:
    """Two to five letters or figures without a vowel, or letters mixed with figures."""
    if not 2 <= len(part) <= 5 or not re.search(r"[A-Z]", part):
        return False
    return not re.search(r"[AEIOUY]", part) or bool(re.search(r"\d", part) and part[0].isalpha())


def readable(registered: str) -> tuple[str, list[str]]:
    """The name as people write it, and the registered one where it says more."""
    full = title(registered)
    name = OWNED.sub(r"\1’s", FORM.sub("", full)) or full
    return name, [full] if full != name else []
