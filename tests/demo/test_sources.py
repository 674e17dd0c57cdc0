"""The real files, read whole."""

from collections import Counter
from zoneinfo import available_timezones

import pytest

from advocacy.demo import sources
from advocacy.demo.conditions import VOCABULARY, named_in, specific
from advocacy.demo.titles import readable
from advocacy.models import GroupKind, SponsorKind, StudyStatus
from advocacy.models.countries import COUNTRIES

CODES = {entry.code for entry in VOCABULARY}
GROUPS = sources.groups()
STUDIES = sources.studies()
SPONSORS = sources.sponsors()


def test_every_line_of_both_files_is_read() -> None:
    assert len(GROUPS) == 2856
    assert len(STUDIES) == 717


def test_every_group_has_a_name_a_kind_and_a_place_with_a_real_time_zone() -> None:
    zones = available_timezones()
    for row in [*GROUPS, *sources.allied_groups()]:
        assert row["name"].strip(), row
        assert row["name"] not in row.get("aliases", []), row
        assert row["kind"] in GroupKind.values, row
        assert row["time_zone"] in zones, row
        assert {row["country"], *row["countries"]} <= set(COUNTRIES), row
        assert set(row["conditions"]) <= CODES, row


def test_registry_numbers_are_printed_as_usual_and_appear_once() -> None:
    numbers = [row["registry_number"] for row in GROUPS]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 10 and number[2] == "-" for number in numbers)


def test_chapters_name_a_head_that_is_in_the_file() -> None:
    by_number = {row["registry_number"]: row for row in GROUPS}
    below = [row for row in GROUPS if row["head"]]
    assert len(below) == 20
    assert all(by_number[row["head"]]["kind"] == "umbrella" for row in below)
    assert all(row["kind"] == "chapter" for row in below)


def test_revenue_comes_with_its_year_or_not_at_all() -> None:
    known = [row for row in GROUPS if row["revenue"] is not None]
    assert len(known) == 1125
    assert all(row["revenue"] > 0 and row["revenue_year"] > 1990 for row in known)
    assert all(row["revenue_year"] is None for row in GROUPS if row["revenue"] is None)


def test_every_study_has_a_number_a_known_sponsor_and_real_countries() -> None:
    names = {row["name"].lower() for row in SPONSORS}
    assert len({row["protocol_id"] for row in STUDIES}) == 717
    for row in STUDIES:
        assert row["title"].strip(), row
        assert row["sponsor"].lower() in names, row
        assert set(row["countries"]) <= set(COUNTRIES), row
        assert row["status"] in StudyStatus.values, row
        assert "alzheimers-disease" in row["conditions"], row
        assert set(row["conditions"]) <= CODES, row
        assert not any(mark in row["title"] for mark in ("&#", "&amp;")), row


def test_dates_are_in_order() -> None:
    for row in STUDIES:
        if row["launch_on"] and row["enrolment_ends_on"]:
            assert row["launch_on"] < row["enrolment_ends_on"], row


def test_sponsors_are_named_once_and_agencies_are_never_sponsors_of_a_study() -> None:
    names = Counter(row["name"].lower() for row in SPONSORS)
    assert max(names.values()) == 1
    assert "" not in names
    agencies = {row["name"] for row in SPONSORS if row["kind"] == SponsorKind.AGENCY}
    assert agencies
    assert not agencies & {row["sponsor"] for row in STUDIES}


def test_investigators_whose_names_were_removed_are_no_family() -> None:
    alone = [row["sponsor"] for row in STUDIES if row["sponsor"].startswith("Sponsor-investig")]
    assert len(alone) == len(set(alone)) == 55


def test_families_have_both_ends_no_circle_and_the_well_known_days() -> None:
    edges = {row["child"]: row for row in sources.parents()}
    names = {row["name"] for row in SPONSORS}
    for child, row in edges.items():
        assert {child, row["parent"]} <= names
        seen, above = {child}, row["parent"]
        while above:
            assert above not in seen
            seen.add(above)
            above = edges[above]["parent"] if above in edges else ""
    assert str(edges["Genentech, Inc."]["since"]) == "2009-03-26"
    assert edges["Hoffmann-La Roche"]["parent"] == edges["Genentech, Inc."]["parent"]
    assert "Teva takeda" not in edges


def test_patient_organisations_are_co_listed_and_no_amount_is_ever_read() -> None:
    ties = sources.relationships()
    named = Counter(row["group"] for row in ties)
    assert named["Alzheimer’s Association"] == 22
    assert {row["kind"] for row in ties} == {"co_listed"}
    assert not any("amount" in row for row in ties)
    assert set(named) == {row["name"] for row in sources.allied_groups()}


@pytest.mark.parametrize(
    ("registered", "name", "alias"),
    [
        ("ALZHEIMERS IDAHO INC", "Alzheimer’s Idaho", "Alzheimers Idaho Inc"),
        ("ALS ASSOCIATION OF THE USA", "ALS Association of the USA", None),
        ("THE MS SOCIETY", "The MS Society", None),
        ("ST JUDE MCRAE FUND", "St Jude McRae Fund", None),
        ("PACS1 SYNDROME 1ST WALK", "PACS1 Syndrome 1st Walk", None),
        ("AGENCY OFSHREVEPORT-BOSSIER INC", "Agency of Shreveport-Bossier",
         "Agency of Shreveport-Bossier Inc"),
    ],
)  # fmt: skip
def test_registered_names_become_readable(registered: str, name: str, alias: str | None) -> None:
    assert readable(registered) == (name, [alias] if alias else [])


def test_conditions_are_read_from_words_and_a_narrow_one_stands_for_its_field() -> None:
    assert named_in("Lou’s ALS Walk") == ["als"]
    assert named_in("Dementia With Lewy Bodies") == ["dementia", "lewy-body-dementia"]
    assert specific(["brain-and-nervous-system", "epilepsy", "epilepsy"]) == ["epilepsy"]
