"""Twenty clauses with which most agreements get along: what the contract says, how it is written, and in which block."""

from __future__ import annotations

COMMON = (
    ("Parties", 'provider A "A Ltd"', "agreement"),
    ("It begins and how long it runs", "effective 2027-01-01", "agreement"),
    (
        "It renews unless notice is given",
        "term 12 months, renewed every 12 months, unless 90 days notice",
        "agreement",
    ),
    ("The desk is open on business days from nine to five", "mon-fri 09:00-17:00", "hours"),
    ("Closed on public holidays", "closed on holidays GB", "hours"),
    ("The service is available 99.9% of each month", "availability 99.9% each month", "service"),
    (
        "Maintenance is on the last Sunday of the month",
        "maintenance last sunday of month 02:00-06:00, on 5 days notice",
        "service",
    ),
    ("A ticket has this priority when", "applies when users >= 50%", "priority"),
    ("We answer within 30 minutes, around the clock", "respond within 30 minutes, during always", "priority"),
    ("Mended within one business day", "resolve within 1 business day", "priority"),
    ("We aim at 4 hours and promise 8", "resolve within 4 hours, at most 8 hours", "priority"),
    ("The clock stops while we wait for you", "pauses when awaiting B", "clock"),
    ("5% of the fee for each missed step", "credit 5% of monthly fee when availability < 99.9%", "credits"),
    ("Credits are capped", "cap 25% of monthly fee", "credits"),
    ("Full copies each Sunday night", "full weekly, on sun at 22:00", "backup"),
    ("Daily copies are kept for at least a year", "keep daily for at least 1 year", "backup"),
    ("A restore is tried once a quarter", "test restore once per quarter", "backup"),
    ("The monthly fee", "charge 4,200.00 EUR per month, plus VAT", "fees"),
    (
        "Prices rise with the index, by 3% at most",
        'increase "CPI", at most 3%, every 1 year, on 60 days notice',
        "fees",
    ),
    (
        "Either may leave on three months notice",
        "end by either for convenience, on 3 months written notice",
        "termination",
    ),
)
