"""Says a number of bytes in words that a person compares."""

KILO = 1000


def megabytes(size: int) -> str:
    """Bytes as `640 kB`, `3.4 MB`, `38 MB`, `5 GB`."""
    if size >= KILO**3:
        return f"{size / KILO**3:.1f}".removesuffix(".0") + "\N{NO-BREAK SPACE}GB"
    if not size:
        return "0\N{NO-BREAK SPACE}MB"
    if size < KILO**2:
        return f"{max(1, round(size / KILO))}\N{NO-BREAK SPACE}kB"
    mega = size / KILO**2
    return f"{mega:.1f}\N{NO-BREAK SPACE}MB" if mega < 10 else f"{mega:.0f}\N{NO-BREAK SPACE}MB"
