"""rapidocr as the engine, with the models in its wheel. Nothing is ever downloaded."""

import os
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import rapidocr
from rapidocr.ch_ppocr_cls import TextClassifier
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer

from crossfoot.documents.pictures.engine import Engine, Glimpse, Pixels, Rect

if TYPE_CHECKING:
    from omegaconf import DictConfig

_WIDEST = 900
"""Pixels of a page's shorter side when text lines are looked for: more takes longer and finds no more."""
_TILE = 1280
"""Pixels of the longer side that are looked at in one go: a screenshot may be as long as a roll."""
_BATCH = 6
_HEIGHT = 48
"""Pixels to which the model scales every crop."""


@cache
def engine() -> Engine:
    """The engine of this process, loaded at the first call.

    Raises:
        ImportError: if the extra is not installed, or came without its models.
    """
    import onnxruntime  # noqa: F401  # rapidocr goes without it until it is too late for a clear message

    models = Path(rapidocr.__file__).parent / "models"
    return _Rapid({part: _model(models, part) for part in ("det", "rec", "cls")})


def _model(folder: Path, part: str) -> Path:
    found = max(folder.glob(f"*_{part}_*.onnx"), default=None)
    if found is None:
        raise ImportError(f"the installed rapidocr has no model `{part}` in its package")
    return found


def _threads() -> int:
    """As many as the environment allows, which in a worker is one, as its siblings want theirs; else all."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    return int(allowed) if allowed.isdecimal() and int(allowed) else os.cpu_count() or 1


class _Rapid:
    def __init__(self, models: dict[str, Path]) -> None:
        paths = {f"{part.capitalize()}.model_path": str(path) for part, path in models.items()}
        threads = {"EngineConfig.onnxruntime.intra_op_num_threads": _threads()}
        settings = rapidocr.RapidOCR(params={"Global.log_level": "critical", **threads, **paths}).cfg
        self._detector = TextDetector(_part(settings, "Det"))
        self._classifier = TextClassifier(_part(settings, "Cls"))
        self._recogniser = TextRecognizer(_part(settings, "Rec"))
        self._recogniser.rec_batch_num = _BATCH

    def find(self, page: Pixels) -> list[Rect]:
        scale = min(1.0, _WIDEST / min(page.shape))
        small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        out: list[Rect] = []
        for begin, end in pairwise(_cuts(small)):
            boxes = self._detector(_coloured(small[begin:end])).boxes
            found = [] if boxes is None else boxes
            out.extend(_upright(box + np.array([0, begin]), scale) for box in found)
        return out

    def read(self, crops: Sequence[Pixels], room: int) -> list[Glimpse]:
        if not crops:
            return []
        self._recogniser.rec_image_shape = [3, _HEIGHT, room]
        found = self._recogniser(TextRecInput(img=[_coloured(crop) for crop in crops]))
        return [
            Glimpse(text, float(score))
            for text, score in zip(found.txts or (), found.scores or (), strict=True)
        ]

    def upside_down(self, crops: Sequence[Pixels]) -> list[bool]:
        if not crops:
            return []
        found = self._classifier([_coloured(crop) for crop in crops])
        return [label == "180" and score > 0.9 for label, score in found.cls_res or ()]


def _part(settings: "DictConfig", name: str) -> "DictConfig":
    """The settings of one model, with those that all share."""
    part: DictConfig = settings[name]
    part.engine_cfg = settings.EngineConfig[part.engine_type.value]
    part.model_root_dir = settings.Global.model_root_dir
    part.font_path = settings.Global.font_path
    return part


def _coloured(grey: Pixels) -> np.ndarray:
    coloured: np.ndarray = np.repeat(grey[:, :, None], 3, axis=2)
    return coloured


def _cuts(page: Pixels) -> list[int]:
    """Where to cut a long page, first and last row included: at the plainest rows, that no text is cut."""
    cuts = [0]
    plain = page.std(axis=1)
    while page.shape[0] - cuts[-1] > _TILE:
        low = cuts[-1] + _TILE // 2
        cuts.append(low + int(np.argmin(plain[low : cuts[-1] + _TILE])))
    return [*cuts, page.shape[0]]


def _upright(box: np.ndarray, scale: float) -> Rect:
    """The rectangle around a box that was found on a page of that scale."""
    (left, top), (right, bottom) = box.min(axis=0) / scale, box.max(axis=0) / scale
    return Rect(int(max(left, 0)), int(max(top, 0)), int(np.ceil(right)), int(np.ceil(bottom)))
