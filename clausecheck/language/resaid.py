"""What contracts say within a clause in words that stand nowhere else in the language: `for each user` is `per user`."""

from __future__ import annotations

from clausecheck.language.spelling import DAY_NAMES

Way = tuple[tuple[str, ...], str]
"""Words as they are said, and the words of the language for them. What stands as `<X>` is a type of token, and only looked at."""

#: The ways by their first word, the longest first.
RESAID: dict[str, list[Way]] = {}
for _said, _meant in (
    ("for each", "per"), ("for every", "per"), ("in any calendar <UNIT>", "each"), ("in any <UNIT>", "each"),
    ("in any given <UNIT>", "each"), ("in each <UNIT>", "each"), ("in every <UNIT>", "each"), ("during each <UNIT>", "each"),
    ("during any <UNIT>", "each"), ("in <PERCENT>", "for"), ("in at least <PERCENT>", "for at least"),
    ("sole and exclusive remedy", "sole remedy"), ("exclusive remedy", "sole remedy"), ("effective on", "effective"),
    ("effective as of", "effective"), ("effective from", "effective"), ("keep the last <NUMBER>", "keep"),
    ("renewed for <NUMBER>", "renewed"),
    ("keep last <NUMBER>", "keep"), ("keep <NUMBER> <UNIT>", "keep for"), ("not before <DATE>", "after"), ("each other",
        "both"),
    ("free <END>", "without charge"), ("free of charge", "without charge"), ("at no charge", "without charge"),
    ("at no cost", "without charge"), ("net <NUMBER> <UNIT>", "within"), ("net <NUMBER> <END>", "within"),
    ("in the event of", "when"), ("in case of", "when"), ("in the aggregate", "in total"), ("in aggregate", "in total"),
    *((f"all {kind}", kind) for kind in ("tickets", "incidents", "requests", "calls")),
    *(
        (f"{late} {by} <NUMBER>", "overdue")
        for late in ("overdue", "unpaid", "late")
        for by in ("by", "for", "by more than", "for more than", "more than", "by at least", "for at least", "longer than")
        if late == "overdue" or by != "by"
    ), ("prior notice", "notice"), ("prior written notice", "written notice"),
    ("advance notice", "notice"),
    ("advance written notice", "written notice"), ("written or verbal notice", "notice"), ("notice in writing",
        "written notice"),
    ("upon <NUMBER>", "on"), ("upon notice", "on notice"), ("upon written notice", "on written notice"),
    ("with a minimum of <NUMBER>", "on at least"), ("within the first <NUMBER>", "within"), ("within first <NUMBER>",
        "within"),
    ("in each calendar <UNIT>", "each"), ("in every calendar <UNIT>", "each"), ("per calendar <UNIT>", "per"),
    ("twice in <NUMBER>", "2 times in"), ("at any time", "for convenience"), ("in any <NUMBER>", "in"),
    ("inside <NUMBER>", "within"),
    ("holidays in",
        "holidays"), ("holidays of", "holidays"),
    ("auto-renews for", "renewed every"), ("automatically renewed for", "renewed every"), ("renews automatically for",
        "renewed every"),
    ("measured over a calendar <UNIT>", "each"), ("measured over a <UNIT>", "each"), ("measured over each <UNIT>", "each"),
    ("measured per <UNIT>", "each"), ("measured monthly", "each month"), ("measured quarterly", "each quarter"),
    *(
        (f"unless {said} <NUMBER>", "unless")
        for said in (
            "either party gives", "either gives", "terminated on", "terminated with", "cancelled on", "cancelled with",
            "terminated by either party on", "one party gives", "notice of",
        )
    ),
    ("notice is given", "notice"), ("notice to the end of", "notice at end of"), ("notice to end of", "notice at end of"),
    *(
        (f"{said} <{kind}>", meant)
        for said, meant in (
            ("falls below", "below"), ("drops below", "below"), ("is below", "below"), ("is under", "below"),
            ("was below", "below"), ("is less than", "below"), ("is lower than", "below"), ("is above", "above"),
            ("rises above", "above"), ("exceeds", "above"), ("is more than", "above"), ("is at least", "at least"),
        )
        for kind in ("PERCENT", "NUMBER")
    ),
    ("is missed", "missed"), ("are missed", "missed"), ("is not met", "missed"), ("is overdue", "overdue"),
    ("are overdue", "overdue"), ("is measured by", "measured by"), ("of the", "of"),
    ("notified at least <NUMBER>", "at least"), ("announced at least <NUMBER>", "at least"),
    *(
        (f"{begin}{said} {time}", "cured within")
        for begin in ("", "if ", "where ", "when ", "which is ", "that is ", "and ", "and is ")
        for said, times in (
            ("not cured", ("within", "after", "for", "in")), ("not remedied", ("within", "after", "for", "in")),
            ("uncured", ("within", "after")), ("unremedied", ("within", "after")),
            ("not corrected", ("within",)), ("not rectified", ("within",)), ("not dismissed", ("within",)),
            ("not discharged", ("within",)), ("not withdrawn", ("within",)), ("not lifted", ("within",)),
        )
        for time in times
    ),
    ("remedied within", "cured within"), ("change of control", "change-of-control"),
    ("a change of control", "change-of-control"),
    *(
        (f"{said} {kind}", f"each {kind}")
        for said in ("in any", "in each", "in every", "in a", "in any one", "during any", "during each", "during a")
        for kind in ("contract year", "contract month", "fiscal year", "fiscal quarter", "financial year",
            "financial quarter",
                     "billing cycle", "billing period", "billing month", "service month", "service year", "insurance year")
    ),
    *(
        (f"{every} {written}", f"every 1 week on {day[:3]}")
        for every in ("every", "each")
        for day in DAY_NAMES
        for written in (day, day.title())
    ),
):  # fmt: skip
    RESAID.setdefault(_said.split()[0], []).append((tuple(_said.split()), _meant))
for _ways in RESAID.values():
    _ways.sort(key=lambda way: -len(way[0]))


def _by_second(ways: list[Way]) -> dict[str, list[Way]]:
    """The ways of one first word by their second, in their order; under no word, those whose second is a type or is not there."""
    made: dict[str, list[Way]] = {"": [way for way in ways if len(way[0]) < 2 or way[0][1][0] == "<"]}
    for way in ways:
        second = way[0][1] if len(way[0]) > 1 else ""
        if second and second[0] != "<" and second not in made:
            made[second] = [
                other for other in ways if len(other[0]) < 2 or other[0][1] == second or other[0][1][0] == "<"
            ]
    return made


#: The same by the first and the second word, so that most words are passed over at once.
RESAID_BY_WORDS = {first: _by_second(ways) for first, ways in RESAID.items()}
