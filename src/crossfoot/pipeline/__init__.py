"""One document through the loop, and many documents at once."""

from crossfoot.pipeline.basis import configuration
from crossfoot.pipeline.batch import Options, Progress, Summary, extract_all
from crossfoot.pipeline.discover import PipelineError, discover, passed_over
from crossfoot.pipeline.document import examine, examine_document
from crossfoot.pipeline.recheck import recheck

__all__ = [
    "Options",
    "PipelineError",
    "Progress",
    "Summary",
    "configuration",
    "discover",
    "examine",
    "examine_document",
    "extract_all",
    "passed_over",
    "recheck",
]
