"""How people get in: accounts are made by an administrator, never by a visitor."""

from typing import Any
from uuid import UUID

from allauth.account import auth_backends
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from advocacy.models import User
from advocacy.models.together import together


@together
def _with_key(*, person: UUID) -> dict[str, Any]:
    return {"people": User.objects.filter(pk=person)}


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Sign-in by e-mail address; who is behind a session is read in one planned statement."""

    def get_user(self, user_id: UUID) -> User | None:
        """The person behind a session, as long as she may sign in."""
        for person in _with_key(person=user_id)["people"]:
            if self.user_can_authenticate(person):
                found: User = person
                return found
        return None


class AccountAdapter(DefaultAccountAdapter):
    """Password accounts without public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of an identity provider, joined to a known e-mail address only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse every sign-up."""
        return False


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Give the e-mail address that a sign-in was tried with, for counting failures."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or request.POST.get("login") or ""
    return str(tried).strip().lower()
