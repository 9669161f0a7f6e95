"""What a run is worth: pure functions of one run, and of two."""

from crossfoot.evaluation.metrics.measures import Measured, Metrics, as_json, measure

__all__ = ["Measured", "Metrics", "as_json", "measure"]
