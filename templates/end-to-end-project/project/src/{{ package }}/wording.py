"""How figures are written in sentences and tables."""


def short(value: float) -> str:
    """Three digits that count, large numbers in full: 0.841, 31,600."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
