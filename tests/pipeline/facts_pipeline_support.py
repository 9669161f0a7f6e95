"""A report with its facts as a model states them, and faults of that one question."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline_support import Run, gold, report, run

from crossfoot.evaluation.loopback import Exchange, Fault, Gold, LoopbackServer
from crossfoot.forms.facts import fact_rows
from crossfoot.store import Record, Store

PATH = report(26)
FACTS: dict[str, Any] = {
    "facts.disclosed.total": ["累计上传信息1035条", "1035条"],
    "facts.disclosed.channels": [["办事大厅电子屏滚动播放政策提示174次", "办事大厅电子屏", "174次"]],
    "facts.applications.received": ["收到申请287件", "287件"],
    "facts.applications.concluded": ["已答复288件", "288件"],
    "facts.trainings.sessions": ["组织业务培训2场", "2场"],
    "facts.trainings.participants": ["参训174人次", "174人次"],
    "facts.problems": ["申请答复中说理不够充分的问题仍然存在", "少数答复书引用条款不准确"],
    "facts.improvements": ["我县将建立疑难申请会商制度"],
    "facts.fee.charged": ["信息处理费收取金额为0元", "否"],
    "facts.fee.yuan": ["信息处理费收取金额为0元", "0元"],
}


def knowing(path: Path = PATH, **facts: Any) -> Gold:
    """The gold of a report, with the facts of report 26, some of them changed (`fee__yuan=…`)."""
    changed = {f"facts.{name.replace('__', '.')}": value for name, value in facts.items()}
    return replace(gold(path), facts={**FACTS, **changed})


def to_facts(fault: Fault, kind: str = "facts") -> Fault:
    """*fault* in the answers about facts only; everything else is answered rightly."""
    return lambda exchange: fault(exchange) if exchange.request.kind == kind else exchange.completion()


def answering(**keys: Any) -> Fault:
    """The answer about facts with some keys changed (`f1=…`)."""
    import json

    def fault(exchange: Exchange) -> Any:
        said = {**json.loads(exchange.content), **keys}
        return exchange.completion(json.dumps(said, ensure_ascii=False))

    return to_facts(fault)


def ask(
    store: Store, server: LoopbackServer, path: Path = PATH, *, facts: bool = True, **options: Any
) -> Run:
    """A run over one report, asking for its facts."""
    return run([path], store, server, settings={"facts": facts}, workers=0, **options)


def values(record: Record) -> Mapping[str, Any]:
    """Path → value, or the quote of a piece of text; of the last where there are several."""
    assert record.facts is not None
    return {row.path: row.quote if row.value is None else row.value for row in fact_rows(record.facts)}
