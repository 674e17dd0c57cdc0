from decimal import Decimal
from typing import Any

import pytest

from advocacy.matching import groups, sponsors, texts
from advocacy.models import Group
from tests.factories import AskFactory, GroupFactory, PartnershipFactory, SponsorFactory, moment

pytestmark = pytest.mark.django_db


def names(**given: Any) -> list[str]:
    """Give the names of possible duplicates in order."""
    return [match.group.name for match in groups.possible_duplicates(**given)]


@pytest.fixture
def idaho() -> Group:
    """Give the group that the others are compared with."""
    return GroupFactory(
        name="Alzheimer’s Idaho", aliases=["Alzheimers Idaho Inc"], city="Boise", region="ID",
        registry_number="27-3373145", website="https://www.example.org/about",
    )  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["ALZHEIMERS IDAHO, INC.", "Alzheimer Idaho", "The Alzheimers of Idaho", "Alzeimers Idaho"],
)
def test_the_same_name_in_other_letters_is_found(idaho: Group, name: str) -> None:
    assert names(name=name, country="US", region="ID") == [idaho.name]


def test_a_sister_in_another_state_is_not_the_same(idaho: Group) -> None:
    assert names(name="Alzheimers Nevada", country="US", region="NV") == []


def test_the_same_name_in_another_country_is_another_group(idaho: Group) -> None:
    assert names(name="Alzheimers Idaho", country="CA") == []


@pytest.mark.parametrize("given", [{"registry_number": "27-3373145"}, {"website": "example.org"}])
def test_a_number_or_a_website_leaves_no_doubt(idaho: Group, given: dict[str, Any]) -> None:
    (match,) = groups.possible_duplicates(name="Something else", country="CA", **given)
    assert (match.group, match.score) == (idaho, 100)
    assert "the same" in str(match.why[0])


def test_the_likeliest_comes_first_and_says_why(idaho: Group) -> None:
    GroupFactory(name="Alzheimers Idaho North", region="ID", city="Boise")
    first = groups.possible_duplicates(name="Alzheimers Idaho", country="US", region="ID")[0]
    assert first.group == idaho
    assert "% alike" in str(first.why[0])


def test_the_group_itself_and_absorbed_ones_do_not_count(idaho: Group) -> None:
    GroupFactory(name="Alzheimers Idaho", region="ID", merged_into=idaho)
    assert names(name="Alzheimers Idaho", exclude=idaho.pk) == []


def test_nothing_is_like_an_empty_name(idaho: Group) -> None:
    assert names(name=" … ") == []


def test_two_queries_are_enough(idaho: Group, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        names(name="Alzheimers Idaho", country="US", registry_number="27-3373145")


def test_a_sponsor_is_known_by_its_other_names() -> None:
    sponsor = SponsorFactory(name="Hoffmann-La Roche", aliases=["F. Hoffmann La Roche AG"])
    SponsorFactory(name="Novartis")
    for name in ("Hoffmann La Roche Ltd", "F Hoffmann-La Roche"):
        assert [match.sponsor for match in sponsors.possible_duplicates(name=name)] == [sponsor]
    assert sponsors.possible_duplicates(name="Hoffmann-La Roche", exclude=sponsor.pk) == []


BODY = "Dear {name}, would you tell your readers about a memory study that begins near them in May?"


def test_the_same_words_with_another_name_are_wholly_alike() -> None:
    first = PartnershipFactory(group=GroupFactory(name="Harbour Circle"))
    sent = AskFactory(partnership=first, body=BODY.format(name="Harbour Circle"), sent_at=moment(3))
    second = PartnershipFactory(group=GroupFactory(name="River Friends Alliance"))
    found = texts.most_similar(BODY.format(name="River Friends Alliance"), second)
    assert found == (sent, Decimal("1.000"))


def test_own_words_are_hardly_alike() -> None:
    AskFactory(body=BODY.format(name="you"), sent_at=moment(3))
    own = "Your caregivers’ guide helped my family. May we support its next edition together?"
    found = texts.most_similar(own, PartnershipFactory())
    assert found is not None
    assert found[1] < Decimal("0.5")


def test_only_what_was_sent_to_others_counts() -> None:
    partnership = PartnershipFactory()
    AskFactory(partnership=partnership, body=BODY, sent_at=moment(3))
    AskFactory(body=BODY, sent_at=None)
    assert texts.most_similar(BODY, partnership) is None


def test_the_most_similar_of_several_is_named() -> None:
    AskFactory(body="Something else entirely was written here.", sent_at=moment(1))
    near = AskFactory(body=BODY.replace("May", "June"), sent_at=moment(2))
    found = texts.most_similar(BODY, PartnershipFactory())
    assert found is not None
    assert found[0] == near
    assert Decimal("0.9") < found[1] < 1
