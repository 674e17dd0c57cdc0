"""Made-up accounts; the password is public, so that nobody takes them for real ones."""

from dataclasses import dataclass

from advocacy.models import Role, Sponsor, User

PASSWORD = "pagcrm-demo"  # noqa: S105  # meant to be known


@dataclass(frozen=True, slots=True)
class Account:
    """One made-up person; a sponsor viewer names the sponsor."""

    email: str
    name: str
    role: Role
    sponsor: str = ""
    time_zone: str = "America/New_York"


STAFF = Account("dana@example.org", "Dana Example", Role.STAFF)
COLLEAGUE = Account("sam@example.org", "Sam Example", Role.STAFF, time_zone="America/Los_Angeles")
MANAGER = Account("mira@example.org", "Mira Example", Role.MANAGER)
COMPLIANCE = Account("casey@example.org", "Casey Example", Role.COMPLIANCE)
ADMIN = Account("alex@example.org", "Alex Example", Role.ADMIN)
INSIDERS = (STAFF, COLLEAGUE, MANAGER, COMPLIANCE, ADMIN)
VIEWERS = (
    Account("viewer-eisai@example.org", "Robin Example", Role.SPONSOR_VIEWER, "Eisai Inc."),
    Account("viewer-roche@example.org", "Jo Example", Role.SPONSOR_VIEWER, "Hoffmann-La Roche"),
)
#: Of a made-up company, whose studies have come far; made once the story has founded it.
MADE_UP_VIEWER = Account(
    "viewer-example@example.org", "Morgan Example", Role.SPONSOR_VIEWER, "Example Pharma (made up)"
)


def user_of(account: Account) -> User:
    """The account's user, made at the first call."""
    found = User.objects.filter(email=account.email).first()
    if found is not None:
        return found
    sponsor = Sponsor.objects.get(name=account.sponsor) if account.sponsor else None
    return User.objects.create_user(
        account.email,
        PASSWORD,
        name=account.name,
        role=account.role,
        sponsor=sponsor,
        time_zone=account.time_zone,
    )
