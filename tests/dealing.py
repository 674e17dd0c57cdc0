"""How pytest-xdist deals the tests out to its processes.

A scheduler of our own, since the marks of `--dist loadgroup` go unseen with pytest 9.2.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Folders in which each test stands for itself and takes long; elsewhere a file shares a world.
ONE_BY_ONE = ("browser", "hard_rules", "histories", "races")
#: What takes longest begins first, what is short and many fills the end.
ORDER = {"faults": 0, "histories": 1, "browser": 2, "demo": 3, "races": 5}
THE_REST = 4


class ByFile(LoadScopeScheduling):
    """The tests of a file go to one process, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if folder_of(nodeid) in ONE_BY_ONE else nodeid.partition("::")[0]


def folder_of(nodeid: str) -> str:
    """Give the folder of a test below tests/."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else ""


def rank(item: pytest.Item) -> int:
    """Give the place of a test in the order of dealing."""
    return ORDER.get(folder_of(item.nodeid), THE_REST)
