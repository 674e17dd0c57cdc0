"""Patient organisations that stand as collaborators on trials but not in the file of the IRS."""

from typing import Any

SOURCE = "ClinicalTrials.gov collaborator, export of March 2026"

#: Name on the register → how the group is written down; places as the groups publish them.
PATIENT_ORGANISATIONS: dict[str, dict[str, Any]] = {
    "Alzheimer's Association": {
        "name": "Alzheimer’s Association", "kind": "national", "country": "US", "region": "IL",
        "city": "Chicago", "time_zone": "America/Chicago", "registry_number": "13-3039601",
        "conditions": ["alzheimers-disease", "dementia"],
    },
    "BrightFocus Foundation": {
        "name": "BrightFocus Foundation", "kind": "national", "country": "US", "region": "MD",
        "city": "Clarksburg", "time_zone": "America/New_York",
        "conditions": ["alzheimers-disease", "eye-diseases"],
    },
    "The Association for Frontotemporal Degeneration": {
        "name": "The Association for Frontotemporal Degeneration", "kind": "indication",
        "country": "US", "region": "PA", "city": "King of Prussia",
        "time_zone": "America/New_York", "aliases": ["AFTD"],
        "conditions": ["frontotemporal-dementia"],
    },
    "Michael J. Fox Foundation for Parkinson's Research": {
        "name": "Michael J. Fox Foundation for Parkinson’s Research", "kind": "national",
        "country": "US", "region": "NY", "city": "New York", "time_zone": "America/New_York",
        "conditions": ["parkinsons-disease"],
    },
    "Parkinson's Foundation": {
        "name": "Parkinson’s Foundation", "kind": "national", "country": "US", "region": "FL",
        "city": "Miami", "time_zone": "America/New_York", "conditions": ["parkinsons-disease"],
    },
    "Alzheimer Society of Canada": {
        "name": "Alzheimer Society of Canada", "kind": "national", "country": "CA",
        "region": "ON", "city": "Toronto", "time_zone": "America/Toronto",
        "languages": ["en", "fr"], "conditions": ["alzheimers-disease", "dementia"],
    },
    "France Alzheimer": {
        "name": "France Alzheimer", "kind": "national", "country": "FR", "city": "Paris",
        "time_zone": "Europe/Paris", "languages": ["fr"],
        "conditions": ["alzheimers-disease", "dementia"],
    },
    "Fondation Jérôme Lejeune": {
        "name": "Fondation Jérôme Lejeune", "kind": "national", "country": "FR", "city": "Paris",
        "time_zone": "Europe/Paris", "languages": ["fr"], "conditions": ["down-syndrome"],
    },
    "Alzheimer's Society": {
        "name": "Alzheimer’s Society", "kind": "national", "country": "GB", "city": "London",
        "time_zone": "Europe/London", "conditions": ["alzheimers-disease", "dementia"],
    },
    "Alzheimer Hellas": {
        "name": "Alzheimer Hellas", "kind": "national", "country": "GR", "city": "Thessaloniki",
        "time_zone": "Europe/Athens", "languages": ["el"],
        "aliases": ["Greek Alzheimer's Association and Related Disorders"],
        "conditions": ["alzheimers-disease", "dementia"],
    },
    "Oslo Dementia Association": {
        "name": "Oslo Dementia Association", "kind": "regional", "country": "NO", "city": "Oslo",
        "time_zone": "Europe/Oslo", "languages": ["no"], "conditions": ["dementia"],
    },
    "Norwegian Cancer Society": {
        "name": "Norwegian Cancer Society", "kind": "national", "country": "NO", "city": "Oslo",
        "time_zone": "Europe/Oslo", "languages": ["no"], "conditions": ["cancer"],
    },
}  # fmt: skip

#: Other spellings of the same organisation on the register.
SAME = {"Greek Alzheimer's Association and Related Disorders": "Alzheimer Hellas"}


def organisation(collaborator: str) -> str:
    """The name by which a collaborator stands above; empty when it is none of them."""
    name = SAME.get(collaborator, collaborator)
    return name if name in PATIENT_ORGANISATIONS else ""
