"""The do's and don'ts as pure functions: facts and limits in, a decision with reasons out.

Importing any part of this package fills the registry, so `registry.decide` always runs all rules.
"""

from advocacy.policy import rules

__all__ = ["rules"]
