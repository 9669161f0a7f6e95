"""A WHERE clause that grows."""

from collections.abc import Collection


class Where:
    """Conditions and their values, side by side."""

    def __init__(self, joiner: str = " AND ") -> None:
        self.conditions: list[str] = []
        self.values: list[str | int | float] = []
        self._joiner = joiner

    def add(self, condition: str, *values: str | int | float) -> None:
        """Add *condition*, with a value for each `?` in it."""
        self.conditions.append(condition)
        self.values.extend(values)

    def one_of(self, column: str, values: Collection[str]) -> None:
        """Add that *column* has one of *values*."""
        self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def __str__(self) -> str:
        return f"WHERE {self._joiner.join(self.conditions)}" if self.conditions else ""
