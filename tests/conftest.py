"""What holds for all tests."""

from hypothesis import settings

# A machine that has other things to do is no fault of the program: how fast it is, `eval/bench` measures.
settings.register_profile("crossfoot", deadline=None)
settings.load_profile("crossfoot")
