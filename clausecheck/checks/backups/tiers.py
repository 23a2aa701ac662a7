"""What `keep` says of copies: those of a tier, such as `daily`, and copies as such."""

from __future__ import annotations

from clausecheck.agreement.clock import DAY, HOUR, WEEK

#: How far apart the copies of a tier are at the most, in seconds.
TIERS = {
    "hourly": HOUR,
    "daily": DAY,
    "weekly": WEEK,
    "monthly": 31 * DAY,
    "quarterly": 92 * DAY,
    "yearly": 366 * DAY,
}
#: What `keep` says of copies as such, whichever tier they are of.
COPIES = frozenset({"copies", "copy", "backups", "backup", "versions", "data", ""})


def tier_words(name: str) -> str:
    """What a `keep` keeps, in words: `daily copies`."""
    return f"{name} copies" if name in TIERS else name or "copies"
