"""Which kinds of mutation stand for which sort of slip, so that none is left without one.

Each row is a sort of contradiction that readers miss, and the kinds that make it and its sound neighbours. A row that is about
deadlines of single tickets and not about findings names the tests that walk through the time instead.
"""

from __future__ import annotations

ROWS: dict[str, tuple[str, ...]] = {
    # two commitments on one figure
    "guaranteed from below and from above": ("opposite-bound",),
    "a least above what is guaranteed, or above its limit": ("least-above-its-guarantee", "least-above-its-limit"),
    "a clause twice with another figure": ("figure-copied-and-changed", "clause-pasted-twice"),
    "the same, hidden by other words in quotes": ("figure-under-other-words",),
    "availability as a clause and as a guarantee": ("availability-guaranteed-otherwise", "second-availability"),
    "quarters of the calendar beside those of a fiscal year": (
        "fiscal-beside-calendar", "fiscal-year-unsaid", "fiscal-year-too-long",
    ),
    "so many a day beside so many a week": ("limits-of-two-periods",),
    "two caps": ("two-caps", "cap-in-another-block"),
    "a breach told by two blocks": ("breach-told-twice",),
    "one rise of prices on two notices": ("rise-on-two-notices",),
    "a figure beside a blank": ("figure-and-blank",),
    # which clock, and which ticket comes first
    "a later ticket that is due earlier": ("windows-and-the-rest", "target-outside-hours"),
    "plain hours longer than a day of the desk": ("plain-hours-in-a-window",),
    "one step in two units": ("steps-in-two-units",),
    "hours that are exact days of the desk": ("hours-dropped-from-target", "steps-in-two-units"),
    "working time against plain hours, whenever the hours open": ("opening-unsaid", "hours-added-to-target"),
    # the clock in the hands of who must keep it
    "counted from an act of the provider": ("target-of-own-act", "clock-of-own-act", "breach-once-confirmed"),
    "a priority that the provider alone decides": ("priority-by-the-provider",),
    "a deadline of nothing": ("deadline-of-nothing",),
    "days of the calendar beside business days": ("days-beside-working-days",),
    # priorities
    "gaps and overlaps of levels with words": ("workaround-in-conditions", "level-bands", "rest-dropped", "and-becomes-or"),
    "gaps and overlaps of counts": ("priorities-by-users",),
    "a dead line, a dead rest": ("priority-line-added", "condition-repeated", "priorities-by-users"),
    "lowered to a priority that promises nothing": ("lowered-to-nothing",),
    # hollow promises
    "maintenance every evening": ("maintenance-every-evening",),
    "effort on a figure": ("figure-with-effort", "availability-with-effort", "recovery-with-effort"),
    "excluded for longer than is allowed": ("excluded-beside-allowed",),
    "an outage after one probe": ("outage-of-one-probe",),
    "a restart, everything, nobody": ("outage-after-a-restart", "outage-of-everything"),
    "a latency of nothing": ("bare-latency",),
    "a share without a period, an average beside a share": ("average-and-share", "guaranteed-over-no-time"),
    "a limit without a period": ("limit-over-no-time",),
    "a rolling figure that is counted": ("rolling-and-counted",),
    # what never meets
    "maintenance when nothing is measured": ("maintenance-beside-hours",),
    "copies while maintenance may stop them": ("copies-beside-maintenance",),
    "watched by day, told at any time": ("watched-by-day",),
    "worked by day, due at any time": ("work-by-day",),
    "news after the mending": ("update-changed", "second-target"),
    "a plan after the mending": ("plan-beside-the-fix",),
    "a visit without the twin that the response has": ("visit-without-twin",),
    # money
    "a cap that one step uses up": ("cap-of-one-step",),
    "a cap elsewhere that never binds, or stops a band": ("cap-in-another-block", "cap-changed"),
    "a rate per failure of several failures": ("rate-per-failure",),
    "a claim that is over before its figure is known": ("claim-from-the-outage", "claim-anchored"),
    "paid after a decision without a time": ("paid-after-a-decision",),
    "credits that are never owed": ("credits-lost-at-the-end", "no-credits-beside-credits"),
    "liability below the credits": ("liability-lowered",),
    "a small remedy and no way out": ("no-way-out",),
    "a price that ends before the term": ("price-until", "prices-frozen"),
    "an offer answered too late": ("offer-answered",),
    "silence that agrees": ("silence",),
    # promised and not guaranteed
    "a promise beside its denial": ("denied-elsewhere", "promise-denied"),
    "a rate of copies beside the denial of copies": ("success-and-denial",),
    "handed over only for money": ("handed-over-for-money",),
    "one deadline from two events": ("deadline-of-two-events",),
    # two figures that belong together
    "a price in another currency": ("price-in-another-currency",),
    "liability above the insurance": ("insured-for-less",),
    "percentiles in the wrong order": ("percentiles",),
    "a plan for disasters beside the backup": ("plan-for-disasters",),
    "a supplier outside all blocks": ("supplier-outside",),
    # texts and names
    "a text that says another figure": ("text-differs", "rate-in-a-text", "words-and-digits", "text-agrees"),
    "a placeholder": ("placeholder-left",),
    "two records of one figure": ("two-records",),
    "escalated to nobody": ("escalated-to-whom",),
    "names that nothing declares": ("unknown-name", "unknown-in-a-formula"),
    # figures of the calendar
    "terms and renewals from the last day of a month": ("price-until-a-short-month",),
    "minutes beside a percentage": ("minutes-beside-percentage",),
    "a lost minute of the day": ("hours-minute-lost",),
    "a day of 25 hours": ("day-of-25-hours",),
    "a retention for a loss": ("rpo-is-retention",),
    # a ticket's life
    "starts, stops and resumptions of a clock": ("resume-dropped", "stop-dropped", "automatic-stop", "second-start"),
    "waits, changes of priority, reopened tickets": ("tests/agreement/test_life.py",),
    "last days of notices": ("tests/agreement/test_notices.py",),
}  # fmt: skip
