"""What a builder says when there is nothing to build."""


class NothingToBuild(Exception):
    """There is no data for this file; `str()` says so in Vietnamese."""
