"""Where each remedy is carried out, for findings and for the checklist of the next stage."""

from functools import lru_cache
from urllib.parse import urlencode

from advocacy.addresses import address
from advocacy.models import Partnership
from advocacy.policy.remedies import Mend


def remedy_links(partnership: Partnership, *, asked: bool | None = None) -> dict[str, str]:
    """Code of a remedy, or of a requirement → the place where it is mended.

    `asked` tells whether the sponsor still owes an answer about the group; None looks it up.
    """
    if asked is None:
        clearances = partnership.study.clearances.of_group(partnership.group_id)
        asked = clearances.unanswered().exists()
    links = of_sponsor(partnership, asked=asked)
    for part in (of_group, of_ask, of_study, of_contract, of_partnership):
        links |= part(partnership)
    return links


def and_back(partnership: Partnership, name: str, pk: object) -> str:
    """The address of a form on another record, which leads back to the partnership when saved."""
    return f"{address(name, pk)}?{_back_to(address('partnership-detail', partnership.pk))}"


@lru_cache(maxsize=64)
def _back_to(own: str) -> str:
    return urlencode({"next": own})


def step(partnership: Partnership, slug: str) -> str:
    """The page of one action on the partnership."""
    return address(f"partnership-{slug}", partnership.pk)


def of_group(partnership: Partnership) -> dict[str, str]:
    group = partnership.group_id
    fact = and_back(partnership, "group-fact-add", group)
    return {
        Mend.COMPLETE_PROFILE: fact,
        Mend.ASK_STANCE: and_back(partnership, "group-stance-add", group),
        Mend.RECORD_REVENUE: and_back(partnership, "group-edit", group),
        Mend.RECORD_INVITATION: f"{address('touch-log')}?partnership={partnership.pk}",
        Mend.OTHER_GROUP: address("study-candidates", partnership.study_id),
        Mend.WHY_THIS_GROUP: step(partnership, "edit"),
        "check_duplicates": step(partnership, "profiled"),
    }


def of_ask(partnership: Partnership) -> dict[str, str]:
    write = step(partnership, "ask")
    return {
        Mend.WRITE_ASK: write,
        Mend.REWRITE_ASK: step(partnership, "likeness"),
        Mend.STATE_BENEFIT: f"{write}#id_benefit",
        Mend.SIMPLIFY: f"{write}?scale=down",
        Mend.SMALLER_ASK: f"{write}?scale=down",
        Mend.CHANGE_FEE: f"{write}#id_fee",
        Mend.CHANGE_TERM: write,
        Mend.MAKE_THANK_YOU: f"{step(partnership, 'write')}?purpose=thank_you",
        Mend.OTHER_PERSON: step(partnership, "write"),
    }


def of_sponsor(partnership: Partnership, *, asked: bool) -> dict[str, str]:
    sponsor = partnership.study.sponsor_id
    answer = step(partnership, "answer-clearance" if asked else "ask-clearance")
    return {
        Mend.ADD_SPONSOR_CONTACT: and_back(partnership, "sponsor-contact-add", sponsor),
        Mend.ASK_SPONSOR: step(partnership, "ask-clearance"),
        Mend.CHASE_SPONSOR: answer,
        Mend.SPONSOR_ANSWER: answer,
        Mend.SPONSOR_INTRODUCTION: answer,
    }


def of_study(partnership: Partnership) -> dict[str, str]:
    study = partnership.study_id
    return {
        Mend.ADD_LAUNCH: and_back(partnership, "study-edit", study),
        Mend.MOVE_LAUNCH: and_back(partnership, "study-edit", study),
        Mend.ADD_BUDGET: and_back(partnership, "study-budget", study),
        Mend.RAISE_BUDGET: f"{and_back(partnership, 'study-budget', study)}&only=1",
        Mend.APPROVE_MATERIAL: f"{address('study-detail', study)}#materials",
    }


def of_contract(partnership: Partnership) -> dict[str, str]:
    agreement = step(partnership, "agreement")
    return {
        Mend.ADD_QUOTE: step(partnership, "quote"),
        Mend.SIGN_MASTER: and_back(partnership, "group-master-add", partnership.group_id),
        Mend.SIGN_AGREEMENT: agreement,
        Mend.COMPLETE_AGREEMENT: agreement,
        Mend.RENEW_AGREEMENT: agreement,
        "draft_agreement": agreement,
        Mend.RECORD_LOGO_PERMISSION: step(partnership, "live"),
        Mend.ADD_PLACEMENT: step(partnership, "placement"),
        "schedule": step(partnership, "placement"),
        "logo": step(partnership, "live"),
        "proof": step(partnership, "live"),
        "figures": step(partnership, "report"),
        "record_transfer": step(partnership, "transfer"),
    }


def of_partnership(partnership: Partnership) -> dict[str, str]:
    own = address("partnership-detail", partnership.pk)
    group = address("group-detail", partnership.group_id)
    return {
        Mend.THANK: step(partnership, "thank-you"),
        Mend.ANSWER: step(partnership, "answer"),
        Mend.REPLY: step(partnership, "reply"),
        Mend.CLOSE: step(partnership, "close"),
        Mend.SEND_REPORT_BACK: f"{own}#report-back",
        Mend.OPEN_OTHER: f"{group}#partnerships",
        Mend.NEW_PARTNERSHIP: step(partnership, "renew"),
        "assign_owner": step(partnership, "edit"),
        "clear": "#verdict",
        "await_answer": f"{address('touch-log')}?partnership={partnership.pk}",
        "group_review": step(partnership, "group-review"),
        "agree_terms": step(partnership, "agree-terms"),
        "close": step(partnership, "close"),
    }
