"""instructor with the nested schema: one call for the whole report, and its own re-ask where the answer does not validate."""

import logging
from collections.abc import Callable, Mapping

import instructor
import schema
import sums
from answers import NotAccepted
from instructor.core import InstructorRetryException
from openai import OpenAI
from pydantic import ValidationError

RETRIES = 3
"""As many times the whole answer is asked for again, with the error message."""
SHAPES = {"plain": schema.Report, "sums": sums.CheckedReport}
MODES = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
    "md_json": instructor.Mode.MD_JSON,
}

# instructor tells each failure to its logger, and one without a handler writes to standard error.
logging.getLogger("instructor").addHandler(logging.NullHandler())


def extractor(
    peer: str, base_url: str, model: str, mode: str, key: str
) -> Callable[[str], Mapping[str, float | None]]:
    """A function from a report's text to its figures. It raises `NotAccepted` where no answer validates."""
    openai = OpenAI(base_url=base_url, api_key=key)
    client = instructor.from_openai(openai, mode=MODES[mode])
    shape = SHAPES[peer]

    def extract(text: str) -> Mapping[str, float | None]:
        try:
            report = client.chat.completions.create(
                model=model,
                response_model=shape,
                max_retries=RETRIES,
                temperature=0,
                messages=[
                    {"role": "system", "content": schema.INSTRUCTION},
                    {"role": "user", "content": text},
                ],
            )
        except InstructorRetryException as error:
            raise NotAccepted(_why(error)) from error
        return schema.cells(report)

    return extract


def _why(error: InstructorRetryException) -> str:
    """Invalid answers in number; for what is no answer at all, what instructor says of it last."""
    faults = [attempt.exception for attempt in error.failed_attempts or ()]
    if faults and all(isinstance(fault, ValidationError) for fault in faults):
        return f"{error.n_attempts} answers, none valid"
    return " ".join(str(error).split())[-200:]
