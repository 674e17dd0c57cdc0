"""Every visible string is marked for translation: templates, Python, forms, scripts."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template.base import Lexer, TokenType
from django.utils.functional import Promise

import advocacy.forms
from advocacy.management.commands.makemessages import said_in

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}
)
PYTHON = sorted(
    path
    for folder in ("advocacy", "pagcrm")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", "demo", "management"} & set(path.relative_to(ROOT).parts)
)
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
#: The same in every language: names, units, and what is typed.
ALLOWED = frozenset({"pagcrm", "Ctrl K", "https", "USD", "IRB", "CSV"})
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-dialog", "data-words", "data-over")
UNSPOKEN = frozenset({"script", "style", "kbd", "code", "svg"})
APART = frozenset({"blocktranslate", "comment", "verbatim"})
WORD = re.compile(r"[^\W\d_]{2,}")


def says(text: str) -> str:
    """The text as it reads, blank where it says nothing or is the same everywhere."""
    plain = " ".join(re.sub(r"&\w+;", " ", text).split())
    return "" if plain.strip("· ") in ALLOWED or not WORD.search(plain) else plain


class Reader(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSPOKEN:
            self.quiet.append(tag)
        self.found += [
            said for name, value in attrs if name in SPOKEN and (said := says(value or ""))
        ]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and self.quiet[-1] == tag:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self.quiet and (said := says(data)):
            self.found.append(said)


def unmarked(source: str) -> list[str]:
    """What a template says outside of translate and blocktranslate."""
    kept, marked = "", False
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0]
        if token.token_type == TokenType.BLOCK and name.removeprefix("end") in APART:
            marked = not name.startswith("end")
        elif token.token_type == TokenType.VAR and kept.endswith(("<", "</")):
            kept += "div"  # the name of an element that the context gives
        elif token.token_type == TokenType.TEXT and not marked:
            kept += token.contents
    reader = Reader()
    reader.feed(kept)
    reader.close()
    return reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_mark_what_they_say(path: Path) -> None:
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %}</p>', []),
        ("{% blocktranslate trimmed %}Hello {{ name }}{% endblocktranslate %}", []),
        ('<a aria-label="Close"></a>', ["Close"]),
        ("<a aria-label=\"{% translate 'Close' %}\">{{ name }} · 5</a>", []),
        ('<p{% if x %} class="warn"{% endif %}>{{ x }} of {{ y }}</p>', ["of"]),
        ("{% comment %}Inputs: none.{% endcomment %}<kbd>Esc</kbd>", []),
    ],
)
def test_the_reader_of_templates_finds_what_is_not_marked(source: str, said: list[str]) -> None:
    assert unmarked(source) == said


SPOKEN_KEYWORDS = frozenset({
    "label", "help_text", "verbose_name", "verbose_name_plural", "violation_error_message",
    "empty_label",
})  # fmt: skip
SPOKEN_NAMES = SPOKEN_KEYWORDS | {"title", "lead", "submit", "labels", "help_texts"}
SPEAKERS = frozenset({"success", "error", "info", "warning", "ValidationError"})


def literal(node: ast.expr | None) -> str:
    """The words of a plain or formatted string that nobody marked; blank for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return says(node.value)
    if isinstance(node, ast.JoinedStr):
        return says(" ".join(str(p.value) for p in node.values if isinstance(p, ast.Constant)))
    if isinstance(node, ast.Dict):
        return "; ".join(filter(None, (literal(value) for value in node.values)))
    return ""


def unmarked_in(tree: ast.AST) -> Iterator[str]:
    """What Python code says without gettext."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from said_by(node)
        elif isinstance(node, ast.ClassDef):
            yield from said_in_class(node)


def said_by(node: ast.Call) -> Iterator[str]:
    """Keywords and messages of a call."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    owner = getattr(getattr(node.func, "value", None), "id", "")
    yield from (literal(word.value) for word in node.keywords if word.arg in SPOKEN_KEYWORDS)
    if owner == "models" and name.endswith("Field") and "To" not in name and node.args:
        yield literal(node.args[0])
    if name in SPEAKERS and owner in {"messages", "forms", ""}:
        yield from (literal(one) for one in node.args)


def said_in_class(node: ast.ClassDef) -> Iterator[str]:
    """Titles of forms, and the labels of choices."""
    choices = any(getattr(base, "attr", "") == "TextChoices" for base in node.bases)
    for part in node.body:
        if isinstance(part, ast.Assign | ast.AnnAssign):
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            names = {getattr(target, "id", "") for target in targets}
            if names & SPOKEN_NAMES:
                yield literal(part.value)
            if choices and isinstance(part.value, ast.Tuple):
                yield literal(part.value.elts[-1])
            elif choices and isinstance(part.value, ast.Constant):
                yield f"{node.name}: a choice without a label"


ROWS = sorted((ROOT / "templates" / "rows").rglob("*.html"))
SAID = re.compile(r"""(?<![\w.])(?:_|ngettext)\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


@pytest.mark.parametrize("path", ROWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_translators_are_given_what_rows_say(path: Path) -> None:
    source = path.read_text()
    calls = [node for node in ast.walk(ast.parse(said_in(source))) if isinstance(node, ast.Call)]
    given = {ast.literal_eval(call.args[0]) for call in calls}
    assert {ast.literal_eval(words) for words in SAID.findall(source)} <= given


def test_translators_are_given_the_words_in_their_line() -> None:
    source = """{{ name }}
<b title="{{ _('Of %(name)s', name=name) }}">{{ ngettext("%(num)s day", "%(num)s days", n) }}</b>"""
    line = "_('Of %(name)s');ngettext('%(num)s day', '%(num)s days', 1);"
    assert said_in(source) == f"\n{line}"


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_marks_what_it_says(path: Path) -> None:
    assert [said for said in unmarked_in(ast.parse(path.read_text())) if said] == []


@pytest.mark.parametrize(
    "source",
    [
        'forms.CharField(label="Name of it")', 'models.CharField("name", max_length=3)',
        'messages.success(request, "Saved it")', 'messages.error(request, f"No {x} here")',
        'ValidationError("Not so")', 'class A(models.TextChoices):\n    B = "b", "Better"',
        'class F:\n    title = "Pause"', 'class M:\n    labels = {"a": "Approved"}',
    ],
)  # fmt: skip
def test_the_reader_of_python_finds_what_is_not_marked(source: str) -> None:
    assert [said for said in unmarked_in(ast.parse(source)) if said]


def form_classes() -> list[type[forms.BaseForm]]:
    """Every form of the product."""
    for module in pkgutil.iter_modules(advocacy.forms.__path__):
        importlib.import_module(f"advocacy.forms.{module.name}")
    found, todo = [], [forms.BaseForm]
    while todo:
        below = todo.pop().__subclasses__()
        todo += below
        found += [form for form in below if form.__module__.startswith("advocacy.forms.")]
    return found


def test_labels_and_helps_of_all_forms_wait_for_the_language() -> None:
    wrong = [
        f"{form.__name__}.{name}: {text}"
        for form in form_classes()
        for name, field in getattr(form, "base_fields", {}).items()
        if not isinstance(field.widget, forms.HiddenInput)
        for text in (field.label, field.help_text)
        if text and not isinstance(text, Promise)
    ]
    assert form_classes()
    assert wrong == []


SHOWN = re.compile(
    r"(?:textContent|innerText|innerHTML|placeholder|title|ariaLabel)\s*=\s*([\"'`])(.*?)\1"
    r"|(?:alert|confirm|prompt)\(\s*([\"'`])(.*?)\3"
    r"|setAttribute\(\s*[\"'](?:aria-label|title|placeholder)[\"'],\s*([\"'`])(.*?)\5"
)
SENTENCE = re.compile(r"[\"'`]([A-Z][a-z]+(?: [a-z]+)+[.!?]?)[\"'`]")


def unmarked_in_script(source: str) -> list[str]:
    """What a script says of itself; its words come from data attributes and templates."""
    code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
    shown = [found[2] or found[4] or found[6] or "" for found in SHOWN.finditer(code)]
    bare = [re.sub(r"\$\{[^}]*\}", "", text) for text in shown]
    return [said for text in [*bare, *SENTENCE.findall(code)] if (said := says(text))]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_say_nothing_of_themselves(path: Path) -> None:
    assert unmarked_in_script(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    ['out.textContent = "Saved"', "alert(`Stop`)", 'x.setAttribute("aria-label", "Close it")',
     'const words = "Nothing was found."', "box.placeholder = 'Find'"],
)  # fmt: skip
def test_the_reader_of_scripts_finds_what_is_not_marked(source: str) -> None:
    assert unmarked_in_script(source)
