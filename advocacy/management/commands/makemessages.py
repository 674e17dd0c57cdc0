from pathlib import Path

from django.core.management.commands import makemessages
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from pagcrm.settings import BASE_DIR

ROWS = BASE_DIR / "templates" / "rows"
SAYING = ("_", "ngettext")


def said_in(source: str) -> str:
    """The messages of a template of rows as calls that gettext can read, each in its line."""
    lines = [""] * (source.count("\n") + 1)
    tree = Environment(autoescape=True).parse(source)
    for number, call, given in extract_from_ast(tree, SAYING):
        words = [w for w in (given if isinstance(given, tuple) else (given,)) if w is not None]
        if words:
            counted = ["1"] if call == "ngettext" else []
            lines[number - 1] += f"{call}({', '.join([*map(repr, words), *counted])});"
    return "\n".join(lines)


class BuildFile(makemessages.BuildFile):
    """One file that is searched; Django itself cannot read the rows, which are Jinja's."""

    def preprocess(self) -> None:
        """Put beside a template what gettext can read of it."""
        source = Path(self.path)
        if ROWS in source.resolve().parents:
            Path(self.work_path).write_text(said_in(source.read_text()))
        else:
            super().preprocess()


class Command(makemessages.Command):
    """Django's makemessages, which finds what is said in templates/rows, too."""

    build_file_class = BuildFile
