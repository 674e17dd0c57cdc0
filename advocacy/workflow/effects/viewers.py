"""Who of a sponsor looks in: invited by mail, under the sponsor's terms, out at once."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from advocacy.messages import invitation
from advocacy.messages.ledger import enqueue
from advocacy.models import (
    OneTimeLink,
    Role,
    Sponsor,
    SponsorKind,
    User,
    ViewerSession,
)  # fmt: skip
from advocacy.models.viewers import INVITATION_DAYS
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import NotFound, StageRefused
from advocacy.workflow.locks import GONE
from advocacy.workflow.step import Step

TERMS = ("viewers_need_mfa", "viewers_sign_in_with")


def invite_viewer(step: Step) -> None:
    """Make an account without a password and mail the link that sets one.

    Somebody whose access to the same sponsor has ended is let in anew, by the same account.
    """
    sponsor: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(User, step.data, ("email", "name"))
        values["email"] = str(values["email"]).lower()
        if sponsor.kind == SponsorKind.AGENCY:
            problems.add("email", _("An agency acts for sponsors. Invite people of the sponsor."))
        before = User.objects.filter(email__iexact=values["email"]).first()
        if before is not None and not _has_left(before, sponsor):
            problems.add(
                "email", _("Somebody signs in with this address already. Give another one.")
            )
    wide = bool(step.data.get("with_subsidiaries"))
    user = before or User(email=values["email"], role=Role.SPONSOR_VIEWER, sponsor=sponsor)
    _forget_keys(user)
    user.name, user.with_subsidiaries, user.is_active = values["name"], wide, True
    user.set_unusable_password()
    user.save()
    _send_link(step, user)
    step.result, step.sponsor = user, sponsor
    step.told.update(name=user.name, email=user.email, with_subsidiaries=wide)


def _has_left(user: User, sponsor: Sponsor) -> bool:
    """Whether this person looked in for the same sponsor and does not any more."""
    same = user.role == Role.SPONSOR_VIEWER and user.sponsor_id == sponsor.pk
    return same and not user.is_active


def _forget_keys(user: User) -> None:
    """An address may have gone to somebody else meanwhile: old passkeys and apps open nothing."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    SocialAccount.objects.filter(user_id=user.pk).delete()


def resend_invitation(step: Step) -> None:
    """Mail a new link; those of before stop working."""
    user = _viewer(step)
    if not user.is_active:
        raise StageRefused(_("This person’s access has ended. Invite them again instead."))
    if user.has_usable_password():
        raise StageRefused(
            _("This person has a password already. A forgotten one is replaced from sign-in.")
        )
    _send_link(step, user)
    step.result = user


def _send_link(step: Step, user: User) -> None:
    """One link that works at a time, and the mail that carries it."""
    user.one_time_links.unused().update(withdrawn_at=step.at)
    until = step.at + timedelta(days=INVITATION_DAYS)
    link = OneTimeLink.objects.create(
        user=user, made_by=step.who, expires_at=until, created_at=step.at
    )
    enqueue(invitation.CODE, subject=link.pk, occurrence="1", to=user, due_at=step.at)


def accept_invitation(step: Step) -> None:
    """Set the first password, by the link alone; it works once."""
    link: OneTimeLink = step.subject
    use(link, step)
    user = User.objects.select_for_update(no_key=True).filter(one_time_links=link).first()
    if user is None or not user.is_active:
        raise NotFound(GONE)
    user.password = step.data["password_hash"]
    user.save(update_fields=["password"])
    step.result, step.sponsor = user, user.sponsor
    step.told.update(name=user.name)


def use(link: OneTimeLink, step: Step) -> None:
    """Use a link up, under the lock on its row; one that does not work any more is refused."""
    locked = OneTimeLink.objects.select_for_update(no_key=True).filter(pk=link.pk)
    row = locked.open(step.at).first()
    if row is None:
        raise StageRefused(_("This link does not work any more."))
    row.used_at = step.at
    row.save(update_fields=["used_at"])


def end_viewer_access(step: Step) -> None:
    """Nothing opens for this person from the next request on; what is queued is not sent."""
    user = _viewer(step)
    if not user.is_active:
        raise StageRefused(_("This person’s access has ended already."))
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    ended = ViewerSession.objects.of(user).end(step.at)
    user.one_time_links.unused().update(withdrawn_at=step.at)
    step.result = user
    step.told.update(name=user.name, sessions=ended, reason=str(step.data.get("reason") or ""))


def end_viewer_session(step: Step) -> None:
    """Sign a viewer out of one browser."""
    row: ViewerSession = step.subject
    ViewerSession.objects.alive().filter(pk=row.pk).end(step.at)
    step.result, step.sponsor = row, row.user.sponsor
    step.told.update(name=row.user.name, device=row.device)


def set_viewer_terms(step: Step) -> None:
    """What the sponsor asks of its own people: a second factor, its own identity provider."""
    sponsor: Sponsor = step.subject
    with Problems() as problems:
        values = problems.values(Sponsor, step.data, TERMS)
        _check_provider(problems, values["viewers_sign_in_with"])
    step.result = step.sponsor = sponsor
    step.told["changes"] = changes.apply(sponsor, values)


def _check_provider(problems: Problems, chosen: str) -> None:
    """A provider that vouches for a sponsor's people must not vouch for ours."""
    if not chosen:
        return
    known: dict[str, Any] = {row["provider_id"]: row for row in settings.OPENID_PROVIDERS}
    ours = SocialAccount.objects.filter(provider=chosen).exclude(user__role=Role.SPONSOR_VIEWER)
    if chosen not in known:
        problems.add(
            "viewers_sign_in_with",
            _("No such identity provider is set up. An administrator sets it up first."),
        )
    elif known[chosen]["serves"] != "sponsors" or ours.exists():
        problems.add(
            "viewers_sign_in_with",
            _("Colleagues of ours sign in with this one. A sponsor needs one of its own."),
        )


def _viewer(step: Step) -> User:
    """The viewer whom the action is about; nobody else's account is touched here."""
    user: User = step.subject
    if user.role != Role.SPONSOR_VIEWER:
        raise NotFound(GONE)
    step.sponsor = user.sponsor
    return user
