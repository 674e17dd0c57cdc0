from typing import Any

import pytest

from advocacy.matching.emails import email_key, same_address
from advocacy.matching.names import host, normalise, plain, searchable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ALZHEIMERS NEVADA INC", "Alzheimer's Nevada"),
        ("The Kidney Foundation of Alaska, Inc.", "Alaska Kidney Fdn"),
        ("Société d’Alzheimer S.A.", "SOCIETE D'ALZHEIMER"),
        ("Janssen-Cilag G.m.b.H", "Janssen Cilag GmbH"),
        ("Hearing Assn. & Friends", "Hearing Association and Friends"),
        ("Eisai Co., Ltd.", "EISAI"),
    ],
)
def test_the_same_name_written_two_ways_is_the_same(one: str, other: str) -> None:
    assert sorted(normalise(one).split()) == sorted(normalise(other).split())


def test_different_groups_stay_different() -> None:
    assert normalise("Alzheimers Idaho") != normalise("Alzheimers Nevada")


def test_a_name_that_is_only_a_legal_form_is_kept() -> None:
    assert searchable("Inc") == "inc"


def test_a_name_without_letters_leaves_nothing_to_look_for() -> None:
    assert searchable("…!") == ""
    assert plain("") == ""


def test_a_web_address_is_known_by_its_host() -> None:
    assert host("https://www.Example.org/about") == "example.org"
    assert host("example.org") == "example.org"


def test_a_shared_host_says_nothing() -> None:
    assert host("https://www.facebook.com/group") == ""
    assert host("") == ""
    assert host("http://[broken") == ""


def test_an_address_has_the_same_key_in_any_case() -> None:
    assert email_key(" Dana@Example.org") == email_key("dana@example.org")
    assert email_key("dana@example.org") != email_key("sam@example.org")
    assert len(email_key("dana@example.org")) == 64


def test_the_key_of_an_address_survives_a_new_secret_key(settings: Any) -> None:
    before = email_key("dana@example.org")
    settings.SECRET_KEY = "rotated-" * 8
    assert email_key("dana@example.org") == before
    settings.SUPPRESSION_KEY = "another-" * 8
    assert email_key("dana@example.org") != before


def test_no_address_has_no_key_and_equals_nothing() -> None:
    assert email_key(" ") == ""
    assert not same_address("", "")
