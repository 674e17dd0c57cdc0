"""From rows to Facts, in one fixed number of queries for one partnership or for ten thousand."""

from advocacy.workflow.gather.assemble import decide_each, decide_for, decide_many, gather

__all__ = ["decide_each", "decide_for", "decide_many", "gather"]
