"""The environment of templates/rows: rows of long lists, drawn fifty at a time."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined

from advocacy.templatetags import ui
from advocacy.templatetags.icons import icon

#: A key that stands for any other when an address is made once and used for every row.
ANY = UUID(int=0)


def environment(**options: Any) -> Environment:
    """Give Jinja what rows need: translation, addresses, icons, and days as people say them."""
    given = options | {"undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    made = Environment(**given)  # noqa: S701 # Django sets autoescape
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals |= {"icon": icon, "address_of": address_of}
    made.filters |= {"ago": ui.ago, "day": ui.day, "money": ui.money, "words": ui.words}
    made.trim_blocks = made.lstrip_blocks = True
    return made


def address_of(name: str, *before: Any) -> Callable[[Any], str]:
    """Give a function from a record's key to its page: the route is looked up once, not per row."""
    path = reverse(name, args=[*before, ANY])
    start, _key, end = path.rpartition(str(ANY))
    return lambda key: f"{start}{key}{end}"
