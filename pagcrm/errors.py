"""The pages for what went wrong; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advocacy.access import NotYours, public
from advocacy.models.user import Role, User

MOST_PEOPLE_NAMED = 5


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Tell an insider which roles, and which colleagues, can do this instead; nobody else."""
    roles = exception.roles if isinstance(exception, NotYours) else [Role.ADMIN]
    ours = isinstance(request.user, User) and request.user.is_insider
    people = User.objects.insiders().filter(role__in=roles) if ours else User.objects.none()
    context = {
        "ask_roles": [Role(role).label for role in roles] if ours else (),
        "ask_people": people[:MOST_PEOPLE_NAMED],
    }
    return render(request, "403.html", context, status=403)


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form whose protection against forgery did not match."""
    return render(request, "403_csrf.html", status=403)
