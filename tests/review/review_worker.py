"""A second reviewer's process: waits for a line, decides once in view of the given revision, and says what came of it.

python review_worker.py STORE PATH REVIEWER REVISION CELL VALUE
"""

import sys
from pathlib import Path

from crossfoot.review import Desk
from crossfoot.store import Store
from crossfoot.store.reviews import Reviews, StaleError

store, path, reviewer, revision, cell, value = sys.argv[1:]
with Store(Path(store)) as opened:
    desk = Desk(Reviews(opened), reviewer)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        desk.correct(path, int(revision), {cell: int(value)})
        print("kept", flush=True)
    except StaleError:
        print("stale", flush=True)
