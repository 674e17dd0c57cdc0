"""From rows to Facts, in one fixed number of queries for one partnership or for ten thousand."""

from advocacy.workflow.gather.assemble import (
    decide_for,
    decide_many,
    gather,
    gather_for,
)
from advocacy.workflow.gather.short import decide_in_short

__all__ = ["decide_for", "decide_in_short", "decide_many", "gather", "gather_for"]
