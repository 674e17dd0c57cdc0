"""Files that people attach: a short list of kinds, told by their content and not by their name."""

import zipfile
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 80
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.txt"
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
#: Under which content type a file of each kind is handed out.
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


def kind_of(file: Any) -> str:
    """Tell what a file is (pdf, png, jpg, docx, txt) by its content; blank for anything else."""
    file.seek(0)
    head = file.read(16)
    for kind, beginning in BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return "docx" if is_docx(file) else ""
    return "txt" if is_text(file) else ""


def is_docx(file: Any) -> bool:
    """Whether a zip archive holds a Word document without macros; nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    wanted = {"[Content_Types].xml", "word/document.xml"}
    return wanted <= names and "word/vbaProject.bin" not in names


def is_text(file: Any) -> bool:
    """Whether a file is readable text in UTF-8 and no page or script that something would run."""
    file.seek(0)
    try:
        text = file.read(MOST_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    start = text.lstrip().lower()
    runs = start.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "#!"))
    return not runs and all(c.isprintable() or c in "\r\n\t\f" for c in text)


class UploadField(forms.FileField):
    """One file of a kind that we keep; its name gets the ending that fits its content."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("PDF, PNG, JPEG, Word (docx) or plain text, at most 10 MB.")
        )
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)
        self.error_messages |= {
            "empty": _("This file is empty. Choose another."),
            "missing": _("No file arrived. Choose it again."),
            "invalid": _("No file arrived. Choose it again."),
        }

    def to_python(self, data: Any) -> Any:
        """Refuse what is too large or of no kind that we keep."""
        if data and data.size and data.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Attach a smaller one."))
        file = super().to_python(data)
        if file is None:
            return None
        kind = kind_of(file)
        file.seek(0)
        if not kind:
            raise ValidationError(
                _("This is none of the kinds we keep. Attach a PDF, PNG, JPEG, docx or text file.")
            )
        stem = PurePath(file.name or "").stem or "file"
        file.name = f"{stem[:LONGEST_NAME]}.{kind}"
        return file
