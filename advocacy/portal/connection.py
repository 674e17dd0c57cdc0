"""The portal's one door to the database; nothing else in this package opens a connection."""

from advocacy.models.sight import (
    as_sponsor,
    origin_of,
    seen_by,
    sponsors_of,
    theirs_to_answer,
)  # fmt: skip

__all__ = ["as_sponsor", "origin_of", "seen_by", "sponsors_of", "theirs_to_answer"]
