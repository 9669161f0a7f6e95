"""The local web page of review: the queue, and one report on one screen, driven from the keyboard.

Needs the extra `[review]`. What a report, a file name or a person says is shown and never obeyed.
"""

from crossfoot.review.web.app import make_app
from crossfoot.review.web.serve import ServeError, serve

__all__ = ["ServeError", "make_app", "serve"]
