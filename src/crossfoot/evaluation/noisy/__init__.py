"""A noisy model: a loopback server that answers from the gold labels of many reports, and misreads as often as it is told.

It shows how the loop behaves as models get worse, without a model: which misreadings are noticed, what the questions
repair, what they cost.

* `Library`: which report a request is about, told from the lines that it quotes;
* `Noise`: which figures an answer has wrong;
* `Weather`: delays, throttling, truncated and lost answers;
* `NoisyServer`: all of it behind `/v1/chat/completions`, for use in a process; ``python -m crossfoot.evaluation.noisy``
  serves until it is stopped.
"""

from crossfoot.evaluation.noisy.noise import Noise
from crossfoot.evaluation.noisy.server import NoisyServer
from crossfoot.evaluation.noisy.shelves import Library, Shelved, open_library, shelved
from crossfoot.evaluation.noisy.weather import Climate, Weather

__all__ = ["Climate", "Library", "Noise", "NoisyServer", "Shelved", "Weather", "open_library", "shelved"]
