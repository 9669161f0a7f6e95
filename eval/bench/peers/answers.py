"""What peers have in common."""


class NotAccepted(Exception):
    """The library gave no answer that it holds for valid: its user has nothing."""
