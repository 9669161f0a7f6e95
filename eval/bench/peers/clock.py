"""What a process of the benchmark took."""

import resource


def processor_seconds() -> float:
    """Of this process and all its threads, in user and system mode."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
