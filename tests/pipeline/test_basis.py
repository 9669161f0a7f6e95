"""What a record depends on besides its document."""

from pathlib import Path

import pytest

from crossfoot.pipeline.basis import configuration
from crossfoot.pipeline.batch import Options


def test_another_libreoffice_is_another_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    without = configuration(Options())
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    first = configuration(Options())
    program.write_text("#!/bin/sh\nexit 1\n")
    assert len({without, first, configuration(Options())}) == 3
