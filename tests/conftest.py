"""What holds for all tests."""

from hypothesis import settings

# A machine that has other things to do is no fault of the program: how fast it is, `eval/bench` measures. Few examples,
# so that every change is tested in minutes: they are other ones each time. `--hypothesis-profile=thorough` draws many.
settings.register_profile("crossfoot", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=300)
settings.load_profile("crossfoot")
