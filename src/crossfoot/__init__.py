"""crossfoot: figures of Chinese government information-disclosure reports that can be trusted."""

__version__ = "0.1.0"
