"""Pure readers: the public files as rows, with names instead of records."""

import csv
import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from advocacy.demo import allies, owners
from advocacy.demo.conditions import VOCABULARY, named_in, of_ntee, specific
from advocacy.demo.places import COUNTRY_CODES, STATES, ZONE_OF_STATE
from advocacy.demo.titles import readable, title

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "data"
EXPORTED_ON = date(2026, 3, 31)
IRS = "IRS Exempt Organizations Business Master File, early 2021"
REGISTER = "ClinicalTrials.gov, export of March 2026"
NO_GROUP = "0000"
HEADS, TITLE_CHARACTERS, NAME_CHARACTERS = {"6", "8"}, 400, 240
KIND_OF_AFFILIATION = {
    "1": "national",
    "2": "regional",
    "6": "umbrella",
    "8": "umbrella",
    "9": "chapter",
}
PHASES = {
    "NA": "", "EARLY_PHASE1": "Early phase 1", "PHASE1": "Phase 1", "PHASE2": "Phase 2",
    "PHASE3": "Phase 3", "PHASE4": "Phase 4", "PHASE1|PHASE2": "Phase 1/2",
    "PHASE2|PHASE3": "Phase 2/3",
}  # fmt: skip
STATUS = {
    "RECRUITING": "recruiting", "NOT_YET_RECRUITING": "planned", "ACTIVE_NOT_RECRUITING": "closed",
}  # fmt: skip
INVESTIGATOR = "[sponsor-investigator]"
COMPANY = re.compile(r"\bTherapeutics\b|\bLTD\b")
SUPPORT = re.compile(r"\bSUPPORT GROUP\b|\bSUPPORT\b|\bSELF HELP\b")
CHAPTER = re.compile(r"\bCHAPTER\b|\bCHPTR\b|\bBRANCH OF\b|\bAFFILIATE\b")
NATIONAL = re.compile(
    r"^(THE )?(NATIONAL|AMERICAN|INTERNATIONAL|GLOBAL|WORLD)\b"
    r"|\bOF AMERICA\b|\bUSA\b|\bINTERNATIONAL$"
)
REGIONAL = re.compile(
    rf"\b({'|'.join(sorted(STATES))}|COUNTY|REGIONAL|GREATER|VALLEY|"
    r"(NORTH|SOUTH)(EAST|WEST)?(ERN)?|CENTRAL|EASTERN|WESTERN|GULF COAST)\b"
)


def lines(name: str) -> Iterator[dict[str, str]]:
    """The lines of a file by the names of its columns."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def labelled() -> frozenset[str]:
    """The NTEE codes that have a label."""
    return frozenset(line["NTEE_CD"] for line in lines("ntee_labels.csv"))


def conditions() -> list[Row]:
    """The vocabulary of conditions."""
    return [{"code": e.code, "name": e.name, "broader": e.broader} for e in VOCABULARY]


def groups() -> list[Row]:
    """The health organisations; `head` is the registry number of the central one of a chapter."""
    found = list(lines("irs_health_organisations.csv"))
    heads = {
        line["GROUP"]: number(line)
        for line in found
        if line["GROUP"] != NO_GROUP and line["AFFILIATION"] in HEADS
    }
    return [group(line, heads) for line in found]


def group(line: dict[str, str], heads: dict[str, str]) -> Row:
    """One organisation as a row of import_groups, conditions by code."""
    name, aliases = readable(line["NAME"])
    codes = specific([*of_ntee(line["NTEE_CD"], set(labelled())), *named_in(line["NAME"])])
    earned, year = line["REVENUE_AMT"], line["TAX_PERIOD"][:4]
    known = bool(year) and earned not in {"", "0"}
    head = heads.get(line["GROUP"], "")
    return {
        "name": name,
        "aliases": aliases,
        "kind": kind(line, codes),
        "country": "US",
        "region": line["STATE"],
        "city": title(line["CITY"]),
        "countries": ["US"],
        "languages": ["en"],
        "time_zone": ZONE_OF_STATE[line["STATE"]],
        "revenue": Decimal(earned) if known else None,
        "revenue_currency": "USD",
        "revenue_year": int(year) if known else None,
        "registry_number": number(line),
        "source": IRS,
        "conditions": codes,
        "head": "" if head == number(line) or line["AFFILIATION"] != "9" else head,
    }


def number(line: dict[str, str]) -> str:
    """The EIN as it is printed, 12-3456789."""
    return f"{line['EIN'][:2]}-{line['EIN'][2:]}"


def kind(line: dict[str, str], codes: list[str]) -> str:
    """What sort of group it is, by its place in a group exemption and the words of its name."""
    name = line["NAME"]
    if line["AFFILIATION"] in KIND_OF_AFFILIATION:
        return KIND_OF_AFFILIATION[line["AFFILIATION"]]
    for pattern, found in ((CHAPTER, "chapter"), (SUPPORT, "support"), (NATIONAL, "national")):
        if pattern.search(name):
            return found
    return "regional" if REGIONAL.search(name) or not codes else "indication"


def allied_groups() -> list[Row]:
    """Patient organisations among the collaborators, as rows of import_groups."""
    return [
        {"countries": [row["country"]], "languages": ["en"], "source": allies.SOURCE, **row}
        for row in allies.PATIENT_ORGANISATIONS.values()
    ]


@cache
def register() -> tuple[dict[str, str], ...]:
    """The lines of the export of the register, with the entities in its texts resolved."""
    return tuple(
        {name: plain(value) for name, value in line.items()}
        for line in lines("ctgov_alzheimer_studies.csv")
    )


def plain(text: str) -> str:
    """A text of the register; some of its entities were escaped three times."""
    for _turn in range(3):
        text = html.unescape(re.sub("&amp;", "&", text, flags=re.IGNORECASE))
    return text.strip()


def sponsor_of(line: dict[str, str]) -> str:
    """The sponsor's name; an investigator, whose name was removed, is one of the study alone."""
    if line["Sponsor"] == INVESTIGATOR:
        return f"Sponsor-investigator of {line['NCT Number']}"
    return line["Sponsor"]


def sponsors() -> list[Row]:
    """Sponsors of studies, agencies, and the families of the ticker list, each name once."""
    tickers = {line["sponsor_name"]: line["ticker"] for line in lines("sponsor_to_ticker.csv")}
    rows: dict[str, Row] = {}

    def add(name: str, kind: str) -> None:
        name = name[:NAME_CHARACTERS]
        row = {"name": name, "aliases": [], "kind": kind, "ticker": tickers.get(name, "")}
        rows.setdefault(name.lower(), row)

    for name in sorted(owners.AGENCIES):
        add(name, "agency")
    for line in register():
        private = line["Funder Type"] == "INDUSTRY" or COMPANY.search(line["Sponsor"])
        add(sponsor_of(line), "company" if private else "academic")
    for edge in parents():
        add(edge["child"], "company")
        add(edge["parent"], "company")
    return list(rows.values())


def parents() -> list[Row]:
    """The edges of sponsor families, by name; those with a known day carry it."""
    rows = [
        {"child": child, "parent": parent, "since": since, "until": until, "source": source}
        for child, (parent, since, until, source) in owners.DATED.items()
    ]
    for line in lines("sponsor_to_ticker.csv"):
        child, parent = line["sponsor_name"], owners.OWNERS.get(line["ticker"], "")
        known = child == parent or child in owners.DATED or child in owners.DOUBTFUL
        if parent and not known:
            row = {"child": child, "parent": parent, "source": owners.LISTED}
            rows.append({**row, "since": None, "until": None})
    return rows


def studies() -> list[Row]:
    """The studies as rows of import_studies; sponsor, agency and conditions by name or code."""
    return [study(line) for line in register()]


def study(line: dict[str, str]) -> Row:
    """One study; a start that lies ahead of the export is the target of outreach."""
    starts, ends = day(line["Start Date"]), day(line["Completion Date"])
    places = filter(None, (place.strip() for place in line["Locations"].split("|")))
    ahead = starts is not None and starts > EXPORTED_ON
    over = ends is not None and ends <= EXPORTED_ON
    return {
        "protocol_id": line["NCT Number"],
        "nct_number": line["NCT Number"],
        "title": line["Study Title"][:TITLE_CHARACTERS],
        "sponsor": sponsor_of(line),
        "acting_agency": next((c for c in collaborators(line) if c in owners.AGENCIES), None),
        "countries": sorted({COUNTRY_CODES[place] for place in places}),
        "phase": PHASES[line["Phases"]],
        "enrolment": int(line["Enrollment"]) if line["Enrollment"] else None,
        "status": "closed" if over else STATUS[line["Study Status"]],
        "launch_on": starts if ahead else None,
        "enrolment_ends_on": ends,
        "source": REGISTER,
        "conditions": specific(["alzheimers-disease", *named_in(line["Conditions"])]),
    }


def day(text: str) -> date | None:
    """A date of the register; one without a day is the first of its month."""
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01") if text else None


def collaborators(line: dict[str, str]) -> list[str]:
    """Who else stands on the study."""
    return [name.strip() for name in line["Collaborators"].split("|") if name.strip()]


def relationships() -> list[Row]:
    """Who is co-listed with which patient organisation, on which study; never who paid."""
    return [
        {
            "sponsor": sponsor_of(line),
            "group": allies.PATIENT_ORGANISATIONS[allies.organisation(name)]["name"],
            "kind": "co_listed",
            "starts_on": day(line["Start Date"]),
            "ends_on": day(line["Completion Date"]),
            "source": REGISTER,
            "note": line["NCT Number"],
        }
        for line in register()
        for name in collaborators(line)
        if allies.organisation(name)
    ]
