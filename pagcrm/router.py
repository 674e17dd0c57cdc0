"""Says which database connection, that is which database role, does what."""

from typing import Any


class RoleRouter:
    """Lets only the owner role change the schema."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Allow migrations on the owner's connection alone."""
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """Allow every relation, since all the connections reach the same database."""
        return True
