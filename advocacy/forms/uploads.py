"""Files that people attach: known by what they contain, not by what they are called."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST = 10 * 1024 * 1024
#: How a file of each kind begins.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
}


class DocumentField(forms.FileField):
    """A document or a scan of at most 10 MB whose content is what its name says."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("help_text", _("PDF, Word, PNG or JPEG, at most 10 MB."))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(BEGINNINGS)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large, of another kind, or not what its name says."""
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 10 MB. Attach a smaller one."))
        beginnings = BEGINNINGS.get(PurePath(file.name).suffix.lower())
        if beginnings is None:
            raise ValidationError(_("Attach a PDF, a Word document (docx), a PNG or a JPEG."))
        start = file.read(8)
        file.seek(0)
        if not start.startswith(beginnings):
            raise ValidationError(
                _("This file is not what its name says. Save it anew as PDF and attach that.")
            )
        return file
