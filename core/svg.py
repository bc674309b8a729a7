"""Numbers in drawings."""

from fractions import Fraction


def coordinate(value: Fraction | int) -> str:
    """A length for SVG: two decimals, always a dot. For drawing alone, never for sums."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
