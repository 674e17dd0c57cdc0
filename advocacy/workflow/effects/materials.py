"""Recruitment material, its approvals, and agreements that hold for more than one campaign."""

import hashlib
import unicodedata
from typing import IO

from advocacy.models import Agreement, AgreementKind, Approval, ChannelKind, Group, Material, Study
from advocacy.policy.text import gettext as _
from advocacy.policy.text import joined
from advocacy.policy.words import AGREEMENT_FIELDS
from advocacy.workflow.effects import changes, suspensions
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.step import Step


def fingerprint(*, words: str = "", file: IO[bytes] | None = None) -> str:
    """SHA-256 in hex of words and file; another blank at the end of a line makes no other text."""
    lines = unicodedata.normalize("NFC", words).replace("\r\n", "\n").split("\n")
    found = hashlib.sha256("\n".join(line.rstrip() for line in lines).strip().encode())
    if file is not None:
        file.seek(0)
        for block in iter(lambda: file.read(65536), b""):
            found.update(block)
        file.seek(0)
    return found.hexdigest()


def add_material(step: Step) -> None:
    """Keep a patient-facing text or asset; each change is a version of its own."""
    study: Study = step.subject
    with Problems() as problems:
        values = problems.values(Material, step.data, ("title", "language", "words"))
        problems.language("language", values["language"])
        file = step.data.get("file")
        if not file and not values["words"]:
            problems.add("words", _("Type the words, or attach the file."))
    values["file_hash"] = fingerprint(words=values["words"], file=file)
    versions = study.materials.filter(title=values["title"], language=values["language"])
    same = versions.filter(file_hash=values["file_hash"]).first()
    with Problems() as problems:
        if same:
            problems.add(
                "words",
                _("Version {version} is the very same. Use that one.", version=same.version),
            )
    newest = versions.first()
    material = Material.objects.create(
        study=study, version=newest.version + 1 if newest else 1, file=file or "", **values
    )
    step.result, step.study, step.sponsor = material, study, study.sponsor
    step.told |= changes.told_of(material, ("title", "version", "language"))
    step.told["hash"] = material.file_hash


APPROVAL = ("body", "language", "country", "channel", "approved_on", "expires_on")


def approve_material(step: Step) -> None:
    """Note that an ethics committee approved this exact version for one country and channel."""
    material: Material = step.subject
    with Problems() as problems:
        values = problems.values(Approval, step.data, APPROVAL)
        values["country"] = values["country"].upper()
        problems.country("country", values["country"])
        problems.one_of("channel", values["channel"], ChannelKind.values)
        problems.has_come("approved_on", values, step)
        problems.ordered("expires_on", values["approved_on"], values["expires_on"])
        if values["language"] and values["language"] != material.language:
            problems.add(
                "language",
                _(
                    "This version is in “{language}”. Add the other language as another material.",
                    language=material.language,
                ),
            )
    approval = Approval.objects.create(material=material, file_hash=material.file_hash, **values)
    step.result, step.study, step.sponsor = approval, material.study, material.study.sponsor
    step.told |= {"material": str(material)} | changes.told_of(approval, APPROVAL)


def withdraw_approval(step: Step) -> None:
    """The committee took its approval back: what runs on it and on no other is suspended."""
    approval: Approval = step.subject
    reason = str(step.data.get("reason", "")).strip()
    if approval.withdrawn_on is not None:
        raise StageRefused(_("This approval was withdrawn already."))
    with Problems() as problems:
        values = problems.values(Approval, step.data, ("withdrawn_on",))
        day = values["withdrawn_on"]
        if day is None:
            problems.add("withdrawn_on", _("Give the day on which it was withdrawn."))
        elif day < approval.approved_on:
            problems.add("withdrawn_on", _("It was given on {day}.", day=approval.approved_on))
        problems.has_come("withdrawn_on", values, step)
        if not reason:
            problems.add("reason", _("Say in a few words why."))
    changes.apply(approval, values)
    material = approval.material
    step.result, step.study, step.sponsor = approval, material.study, material.study.sponsor
    step.told |= {
        "material": str(material), "withdrawn_on": str(day), "reason": reason[:300],
        "body": approval.body, "country": approval.country, "channel": approval.channel,
    }  # fmt: skip
    if not Approval.objects.like(approval).in_force(step.at.date()).exists():
        step.told["suspended"] = suspensions.of_approval(step, approval)


AGREEMENT = (
    "sponsor", "purpose", "activity", "acknowledgement", "amount", "currency", "in_kind",
    "starts_on", "ends_on", "group_signatory", "group_signed_on", "sponsor_signatory",
    "sponsor_signed_on", "exclusivity", "sole_funder", "pay_per_referral",
)  # fmt: skip


def record_master_agreement(step: Step) -> None:
    """Keep a signed agreement that holds for every campaign with a sponsor."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(Agreement, step.data, AGREEMENT)
        for field in ("group_signed_on", "sponsor_signed_on"):
            problems.has_come(field, values, step)
        problems.ordered("ends_on", values["starts_on"], values["ends_on"])
        for field in ("exclusivity", "sole_funder", "pay_per_referral"):
            if values[field]:
                problems.add(
                    field,
                    _("Nobody can execute an agreement with this term. Have it taken out first."),
                )
    file = step.data.get("file")
    agreement = Agreement(group=group, kind=AgreementKind.MASTER, **values)
    agreement.file_hash = fingerprint(file=file) if file else ""
    with Problems() as problems:
        if agreement.missing:
            problems.add(
                "file" if not file else "purpose",
                _(
                    "Still missing: {fields}. Add them.",
                    fields=joined(
                        tuple(AGREEMENT_FIELDS[code] for code in agreement.missing), separator=", "
                    ),
                ),
            )
    agreement.file = file
    signed = (agreement.group_signed_on, agreement.sponsor_signed_on)
    agreement.executed_on = max(day for day in signed if day)
    agreement.save(force_insert=True)
    step.result, step.group, step.sponsor = agreement, group, agreement.sponsor
    step.told |= changes.told_of(agreement, ("sponsor", "purpose", "starts_on", "ends_on"))
    step.told["executed_on"] = str(agreement.executed_on)
