"""Serving the review pages: when it listens, when it cannot, and how it ends."""

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from crossfoot.review import RefusedError
from crossfoot.review.web import ServeError, serve

PROGRAM = """
import sys
from pathlib import Path
from crossfoot.review.web import serve
serve(Path(sys.argv[1]), reviewer="甲", token="abc", ready=lambda url: print(url, flush=True))
print("ended", flush=True)
"""


def test_it_tells_its_address_answers_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path / "crossfoot.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:") and url.endswith("/?token=abc")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(url.partition("?")[0])
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "ended\n"
        assert process.stderr.read() == ""
        assert process.wait() == 0


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port} is taken by another program"):
            serve(tmp_path / "s.db", reviewer="甲", port=port, ready=print)


def test_an_address_of_another_machine_is_said(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="is it an address of this machine"):
        serve(tmp_path / "s.db", reviewer="甲", host="192.0.2.1", token="x", ready=print)


def test_what_others_can_reach_needs_a_token(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="set a token"):
        serve(tmp_path / "s.db", reviewer="甲", host="0.0.0.0", ready=print)
    assert not (tmp_path / "s.db").exists()


def test_a_reviewer_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        serve(tmp_path / "s.db", reviewer="  ", ready=print)
