"""The figures and flattenings of the layout's tests serve the checks too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "layout"))
