"""Exceptions are asked for by one person and decided by another."""

from typing import Any

import pytest
from django.urls import reverse

from advocacy.models import Override, Partnership, Role
from tests.factories import (
    GroupFactory,
    OptOutFactory,
    OverrideFactory,
    PartnershipFactory,
    StudyFactory,
    UserFactory,
)
from tests.views.people import signed_in

FINDING = {
    "rule": "spacing", "outcome": "block", "because": "3 of 5 business days {have} passed.",
    "threshold": "5 business days", "remedy": "Wait", "clears_at": "2026-12-03T09:00:00-05:00",
    "evidence": [{"kind": "touch", "id": None, "label": "mail of 12 Nov"}], "overridden_by": None,
}  # fmt: skip


def url_to_ask(partnership: Partnership, rule: str, act: str = "contact") -> str:
    """Give the page on which an exception is asked for."""
    return reverse("override-ask", args=[partnership.pk, rule, act])


@pytest.mark.django_db(transaction=True)
class TestAsk:
    @pytest.fixture
    def hurried(self) -> Partnership:
        """Give a partnership whose group is not known well enough."""
        return PartnershipFactory(group=GroupFactory(), study=StudyFactory())

    def test_the_page_says_what_the_rule_says_and_who_decides(self, hurried: Partnership) -> None:
        response = signed_in(UserFactory()).get(url_to_ask(hurried, "profile-complete"))
        text = response.content.decode()
        assert "Profile complete" in text
        assert "Manager decides" in text
        assert "<textarea" in text

    def test_it_is_asked_with_reason_and_note(self, hurried: Partnership) -> None:
        me = UserFactory()
        response = signed_in(me).post(
            url_to_ask(hurried, "profile-complete"), {"reason": "safety", "note": "They called us."}
        )
        asked = Override.objects.get()
        assert response.status_code == 303
        assert (asked.rule, asked.act, asked.role) == ("profile-complete", "contact", "manager")
        assert (asked.asked_by, asked.note, asked.state) == (me, "They called us.", "asked")

    @pytest.mark.parametrize(
        "sent",
        [{}, {"reason": "luck", "note": "x"}, {"reason": "safety", "note": "x" * 2001}],
    )
    def test_what_is_missing_unknown_or_too_long_is_named(
        self, hurried: Partnership, sent: dict[str, str]
    ) -> None:
        response = signed_in(UserFactory()).post(url_to_ask(hurried, "profile-complete"), sent)
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        assert not Override.objects.exists()

    def test_a_second_one_leads_to_the_first(self, hurried: Partnership) -> None:
        OverrideFactory(partnership=hurried, rule="profile-complete")
        client = signed_in(UserFactory())
        text = client.get(url_to_ask(hurried, "profile-complete")).content.decode()
        assert "asked for already" in text
        assert "<textarea" not in text
        response = client.post(
            url_to_ask(hurried, "profile-complete"), {"reason": "safety", "note": "Again."}
        )
        assert response.status_code in (409, 422)
        assert Override.objects.count() == 1

    def test_where_nobody_may_except_there_is_no_form(self, hurried: Partnership) -> None:
        OptOutFactory(group=hurried.group)
        client = signed_in(UserFactory(manager=True))
        text = client.get(url_to_ask(hurried, "opt-out")).content.decode()
        assert "Nobody can except this" in text
        assert "<textarea" not in text
        sent = {"reason": "safety", "note": "Please."}
        assert client.post(url_to_ask(hurried, "opt-out"), sent).status_code == 403
        assert not Override.objects.exists()

    def test_a_rule_that_does_not_refuse_needs_no_exception(self, hurried: Partnership) -> None:
        client = signed_in(UserFactory())
        text = client.get(url_to_ask(hurried, "opt-out")).content.decode()
        assert "nothing to except" in text

    def test_unknown_rules_acts_and_partnerships_are_a_404(self, hurried: Partnership) -> None:
        client = signed_in(UserFactory())
        assert client.get(url_to_ask(hurried, "no-such-rule")).status_code == 404
        assert client.get(url_to_ask(hurried, "spacing", "dance")).status_code == 404
        assert (
            client.get(
                reverse("override-ask", args=[hurried.group_id, "spacing", "contact"])
            ).status_code
            == 404
        )


@pytest.mark.django_db(transaction=True)
class TestDecide:
    def decide(self, override: Override, user: Any, **sent: str) -> Any:
        return signed_in(user).post(reverse("override-detail", args=[override.pk]), sent)

    def test_the_page_shows_the_evidence_and_arithmetic_of_that_day(self) -> None:
        override = OverrideFactory(finding=FINDING)
        me = UserFactory(manager=True)
        text = signed_in(me).get(reverse("override-detail", args=[override.pk])).content.decode()
        assert "3 of 5 business days {have} passed." in text
        assert "mail of 12 Nov" in text
        assert "Thu 3 Dec 2026, 09:00" in text
        assert override.note in text

    def test_a_manager_grants_for_some_days(self) -> None:
        override, me = OverrideFactory(), UserFactory(manager=True)
        response = self.decide(override, me, decision="grant", days="5", note="They did ask.")
        override.refresh_from_db()
        assert response.status_code == 303
        assert (override.state, override.decided_by) == ("granted", me)
        assert (override.expires_at - override.decided_at).days == 5

    def test_a_manager_denies_without_days(self) -> None:
        override = OverrideFactory()
        self.decide(override, UserFactory(manager=True), decision="deny", days="", note="Wait.")
        override.refresh_from_db()
        assert (override.state, override.decision_note) == ("denied", "Wait.")

    @pytest.mark.parametrize(
        "sent",
        [
            {"decision": "grant", "days": "15", "note": "x"},
            {"decision": "grant", "days": "0", "note": "x"},
            {"decision": "grant", "days": "many", "note": "x"},
            {"decision": "grant", "days": "", "note": "x"},
            {"decision": "perhaps", "days": "3", "note": "x"},
            {"decision": "grant", "days": "3", "note": ""},
            {"decision": "deny", "note": "x" * 2001},
        ],
    )
    def test_what_cannot_be_is_named_and_nothing_is_decided(self, sent: dict[str, str]) -> None:
        override = OverrideFactory()
        response = self.decide(override, UserFactory(manager=True), **sent)
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        override.refresh_from_db()
        assert override.state == "asked"

    def test_nobody_decides_what_they_asked_for(self) -> None:
        me = UserFactory(manager=True)
        override = OverrideFactory(asked_by=me)
        text = signed_in(me).get(reverse("override-detail", args=[override.pk])).content.decode()
        assert "somebody else decides it" in text
        response = self.decide(override, me, decision="grant", days="3", note="Mine.")
        assert response.status_code == 403
        override.refresh_from_db()
        assert override.state == "asked"

    def test_only_the_role_that_the_rule_names_decides(self) -> None:
        override = OverrideFactory(rule="fair-fee", role=Role.COMPLIANCE)
        sent = {"decision": "grant", "days": "3", "note": "Fine."}
        for user in (UserFactory(), UserFactory(manager=True), UserFactory(admin=True)):
            assert self.decide(override, user, **sent).status_code == 403
        assert self.decide(override, UserFactory(compliance=True), **sent).status_code == 303

    def test_what_is_decided_stays_decided(self) -> None:
        override = OverrideFactory()
        sent = {"decision": "deny", "note": "No."}
        self.decide(override, UserFactory(manager=True), **sent)
        response = self.decide(override, UserFactory(manager=True), **sent)
        assert response.status_code in (403, 409)


@pytest.mark.django_db
class TestList:
    def test_those_that_wait_come_first_and_the_others_on_their_own_tab(self) -> None:
        OverrideFactory(partnership=PartnershipFactory(group=GroupFactory(name="Waiting Group")))
        decider = UserFactory(manager=True)
        decided = OverrideFactory(
            partnership=PartnershipFactory(group=GroupFactory(name="Denied Group"))
        )
        decided.state, decided.decided_by, decided.decided_at = "denied", decider, decided.asked_at
        decided.save(update_fields=["state", "decided_by", "decided_at"])
        client = signed_in(decider)
        text = client.get(reverse("override-list")).content.decode()
        assert "Waiting Group" in text
        assert "Denied Group" not in text
        assert ">you<" in text
        text = client.get(reverse("override-list"), {"show": "decided"}).content.decode()
        assert "Denied Group" in text
        assert "Waiting Group" not in text

    def test_pages_hold_fifty_in_a_fixed_number_of_queries(
        self, django_assert_max_num_queries: Any
    ) -> None:
        partnership = PartnershipFactory()
        asker = UserFactory()
        for n in range(51):
            OverrideFactory(partnership=partnership, rule=f"rule-{n}", asked_by=asker)
        client = signed_in(UserFactory(manager=True))
        with django_assert_max_num_queries(6):
            response = client.get(reverse("override-list"))
        assert response.content.decode().count("/overrides/0") == 50
        assert 'rel="next"' in response.content.decode()
