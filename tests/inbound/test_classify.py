"""What mails are: the corpus, by the beginning of each file's name, and its days of return."""

from datetime import date
from pathlib import Path

import pytest

from advocacy.inbound.classify import classify
from advocacy.inbound.dates import back_on
from advocacy.inbound.parse import parse
from advocacy.models import InboundKind as Kind

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
TODAY = date(2026, 9, 15)
SOFT = {"bounce_full", "bounce_greylisted", "bounce_timeout", "bounce_soft_words"}
UNCLEAR = {"away_in_words_only", "unclear_list", "unclear_empty", "unclear_bounce"}
KINDS = {
    "reply": Kind.REPLY, "away": Kind.OUT_OF_OFFICE, "auto": Kind.AUTO_REPLY,
    "late": Kind.AUTO_REPLY, "bounce": Kind.BOUNCE_HARD,
}  # fmt: skip
BACK = {
    "away_english": date(2026, 9, 21), "away_english_exchange": date(2026, 9, 24),
    "away_gmail": date(2026, 9, 28), "away_german": date(2026, 9, 25),
    "away_german_month": date(2026, 10, 5), "away_french": date(2026, 10, 2),
    "away_spanish": date(2026, 9, 30), "away_italian": date(2026, 9, 28),
    "away_dutch": date(2026, 9, 23), "away_portuguese": date(2026, 10, 1),
    "away_base64": date(2026, 9, 22), "away_in_words_only": date(2026, 9, 29),
}  # fmt: skip


def expected(name: str) -> Kind:
    """The kind that the name of a file says."""
    if name in UNCLEAR:
        return Kind.UNCLEAR
    return Kind.BOUNCE_SOFT if name in SOFT else KINDS[name.partition("_")[0]]


def test_the_corpus_is_large_enough() -> None:
    assert len(MAILS) >= 40


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_is_told_for_what_it_is(path: Path) -> None:
    found = classify(parse(path.read_bytes()), today=TODAY)
    assert found.kind == expected(path.stem), found.because
    assert found.return_on == BACK.get(path.stem)


def test_only_the_new_words_are_kept_of_an_answer() -> None:
    mail = parse((MAILS[0].parent / "reply_interested.eml").read_bytes())
    assert mail.new_text.endswith("Robin")
    assert "we would like to" in mail.text


def test_html_loses_what_runs_or_watches() -> None:
    mail = parse((MAILS[0].parent / "reply_html_only.eml").read_bytes())
    assert mail.new_text.startswith("Yes, with pleasure.")
    for bad in ("script", "alert", "img", "onclick", "style"):
        assert bad not in mail.html


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Back on 3 March.", date(2027, 3, 3)),
        ("I am away until 31/12/2026.", date(2026, 12, 31)),
        ("I am away until 12/31/2026.", date(2026, 12, 31)),
        ("I am away until 11/12/2026.", None),
        ("I am away. Our congress is on 5 November 2026!", None),
        ("Until 31 February.", None),
        ("I was away until 3 May 2020.", None),
    ],
)
def test_a_day_is_read_only_where_it_is_sure(text: str, day: date | None) -> None:
    assert back_on(text, today=TODAY) == day


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: \x00\n\n\x00", b"From: <<<>>>\n\n"]
)
def test_rubbish_breaks_nothing(raw: bytes) -> None:
    found = parse(raw)
    assert found.message_id
    assert "\x00" not in found.text + found.subject
    classify(found, today=TODAY)
