"""Terms, renewals, notices of leaving, breach with its cure, payment (forms S4, S5, G1, G3)."""

from __future__ import annotations

import re

from clausecheck.importing.figures import PLACEHOLDER, SOFT, date, durations, money
from clausecheck.importing.outline import DraftPassage, DraftTable
from clausecheck.importing.readings import DraftReading, Found, World, prose, quoted, table
from clausecheck.importing.sides import CUSTOMER, PROVIDER

TERMINATION, AGREEMENT, FEES = "termination", "agreement", "fees"
_PROVIDER = re.compile(rf"\b(?:{PROVIDER})\b", re.I)
_CUSTOMER = re.compile(rf"\b(?:{CUSTOMER}|you|user)\b", re.I)
_END = re.compile(r"\b(?:terminat\w+|cancel\w*|end this agreement)\b", re.I)
_WRITTEN = re.compile(r"\bwritten\b|\bin writing\b", re.I)
_DAYS = re.compile(r"\b(?:days?|months?|weeks?|years?)$")


def side(text: str, world: World) -> str:
    """Who may end the agreement, by the words before `may`; empty where it is not plain."""
    if re.search(
        r"\beither (?:party|of the parties|side|one)\b|\beach party\b|\bboth parties\b|\bany party\b",
        text,
        re.I,
    ):
        return "either"
    named = {kind for name, kind in world.roles.items() if re.search(rf"\b{re.escape(name)}\b", text, re.I)}
    provider = "Provider" in named or bool(_PROVIDER.search(text))
    customer = "Customer" in named or bool(_CUSTOMER.search(text))
    return "" if provider == customer else "Provider" if provider else "Customer"


@prose("termination for convenience", "G3")
def convenience(passage: DraftPassage, world: World) -> Found:
    """`Either party may terminate this Agreement for convenience upon 30 days' written notice.`"""
    text = passage.text
    lengths = durations(text)
    may = re.search(
        r"\b(?:may|can|shall be entitled to|has the right to|have the right to|is entitled to|"
        r"reserves the right to)\b",
        text,
        re.I,
    )
    if (
        may is None
        or not _END.search(text[may.start() :])
        or len(lengths) != 1
        or not re.search(r"\bnotice\b|\bnotif\w+", text, re.I)
    ):
        return
    if re.search(
        r"\b(?:breach\w*|fail\w*|cure\w*|insolven\w*|if|default\w*|unpaid|overdue|unless|force "
        r"majeure|credits?|uptime|renew\w*|except|statement of work|sow|project|as far as|in part|to the end of|at the end of|"
        r"with effect (?:to|from|at))\b",
        text,
        re.I,
    ):
        return
    plain = re.search(
        r"\bfor convenience\b|\bfor any reason\b|\bwithout cause\b|\bat any time\b|\bwith or "
        r"without cause\b|\bfor any or no reason\b|\bfor no reason\b",
        text,
        re.I,
    )
    who = side(text[: may.start()], world)
    _match, made = lengths[0]
    if not plain or not who or not re.search(r"\b(?:hours?|days?|months?|weeks?|years?)$", made):
        return
    written = "written " if _WRITTEN.search(text) else ""
    yield DraftReading(
        "termination for convenience",
        "G3",
        (TERMINATION,),
        f"end by {who} for convenience, on {made} {written}notice",
        text,
        (passage,),
    )


_BREACH = re.compile(r"\bbreach\w*\b|\bdefault\b", re.I)
_OTHER_BREACH = re.compile(
    r"\b(?:data|security|privacy|personal data) breach|\bbreach(?:es)? of (?:law|regulation|data|security|"
    r"confidential\w*|privacy|"
    r"the law|applicable law)\b|\bmissed\b",
    re.I,
)
"""A breach of something else than the agreement, or one of several grounds."""


@prose("termination for breach", "G1")
def breach(passage: DraftPassage, world: World) -> Found:
    """`Either party may terminate if the other materially breaches and does not cure within 30 days of notice.`"""
    text = (
        passage.text
        if re.search(r"\bmay\b", passage.text)
        else " ".join((*passage.context[-1:], passage.text))
    )
    lengths = durations(passage.text)
    may = re.search(r"\b(?:may|can|shall be entitled to|has the right to)\b", text, re.I)
    if (
        may is None
        or not _END.search(text[may.start() :])
        or not _BREACH.search(passage.text)
        or _OTHER_BREACH.search(passage.text)
        or len(lengths) != 1
    ):
        return
    _match, made = lengths[0]
    who = side(text[: may.start()], world)
    cured = re.search(r"\b(?:cure[ds]?|remed(?:y|ied|ies)|curing|corrected?|rectif\w+)\b", passage.text, re.I)
    if (
        not who
        or (cured is None and not re.search(r"\bnotice\b", passage.text, re.I))
        or not _DAYS.search(made)
        or re.search(
            r"\b(?:payment|credits?|uptime|availability|insolven\w*)\b[^,;]{0,60}\d|\b(?:incapable|"
            r"bankrupt\w*|dismissed|"
            r"receiver\w*|dissolv\w*|cannot be (?:cured|remedied))\b",
            passage.text,
            re.I,
        )
    ):
        return
    yield DraftReading(
        "termination for breach",
        "G1",
        (TERMINATION,),
        f'end by {who} for cause, when "material breach", '
        + (f"cured within {made}" if cured else f"on {made} notice"),
        passage.text,
        (passage,),
    )


_TERM = re.compile(r"\b(?:initial |subscription |minimum )?(?:term|period|duration)\b", re.I)


@prose("term and renewal", "S5")
def term(passage: DraftPassage, world: World) -> Found:
    """`The initial term is 12 months and renews for successive terms of 12 months unless 60 days' notice is given.`"""
    text = passage.text
    if SOFT.search(text) or re.search(
        r"\b(?:credits?|breach\w*|backups?|retention|fees? (?:for|are)|cure\w*|order form|sow|"
        r"obligations?|confidential\w*|warrant\w*|surviv\w*)\b",
        text,
        re.I,
    ):
        return
    lengths = durations(text)
    if not lengths:
        return
    start = re.search(
        r"\b(?:initial |minimum )?term\b[^.;]{0,90}?(?:is|of|for|be|effect for|lasts?)\s+(?:a "
        r"(?:period|term) of\s+|an? )?(?:the )?$",
        text[: lengths[0][0].start()],
        re.I,
    )
    opening = re.search(
        r"\b(?:for|has) an? (?:initial |minimum )?(?:term|period) of\s+$", text[: lengths[0][0].start()], re.I
    )
    runs = re.search(
        r"\b(?:agreement|contract|sla)\b(?! (?:of|with|for|between)\b)[^.;]{0,90}?\b(?:runs?|lasts?|continues?|"
        r"remains? in (?:force|effect)|"
        r"is concluded|is valid)\s+for\s+(?:a (?:period|term) of\s+)?$",
        text[: lengths[0][0].start()],
        re.I,
    )
    if re.match(
        r"\s*(?:after|following|once|beyond|from the (?:end|termination))\b",
        text[lengths[0][0].end() :],
        re.I,
    ):
        return
    if start is None and opening is None and runs is None:
        return
    if not re.search(r"\b(?:months?|years?)$", lengths[0][1]) or re.search(
        r"\bif\b", text[: lengths[0][0].start()], re.I
    ):
        return
    clause = f"term {lengths[0][1]}"
    rest = text[lengths[0][0].end() :]
    more = lengths[1:]
    if re.search(r"\bre-?new", rest, re.I):
        renewed = _renewal(rest, lengths[0][1], more, lengths[0][0].end())
        if not renewed:
            return
        clause += renewed
    elif more:
        return
    yield DraftReading("term and renewal", "S5", (AGREEMENT,), clause, text, (passage,))


@prose("renewal", "S5")
def renewal(passage: DraftPassage, world: World) -> Found:
    """`The agreement renews automatically for successive periods of 12 months unless either party gives 60 days' notice.`"""
    text = passage.text
    renews = re.search(r"\bre-?new(?:s|ed|al)?\b[^.;]{0,80}?\b(?:for|of)\b", text, re.I)
    lengths = durations(text)
    if (
        renews is None
        or not re.search(r"\bautomatic\w*|\bsuccessive\b|\badditional\b", text, re.I)
        or SOFT.search(text)
        or len(lengths) not in (1, 2)
    ):
        return
    if (
        not re.search(r"\b(?:months?|years?)$", lengths[0][1])
        or lengths[0][0].start() < renews.start()
        or re.search(r"\b(?:domain|certificate|licen[cs]e)\b", text, re.I)
    ):
        return
    clause = f"renew automatic for {lengths[0][1]}"
    if len(lengths) == 2:
        if not re.search(
            r"\bunless\b|\bnotice\b|\bprior to\b|\bbefore\b", text[lengths[0][0].end() :], re.I
        ) or not _DAYS.search(lengths[1][1]):
            return
        clause += f", unless {lengths[1][1]} notice"
    yield DraftReading("renewal", "S5", (AGREEMENT,), clause, text, (passage,))


def _renewal(rest: str, initial: str, more: list[tuple[re.Match[str], str]], offset: int) -> str:
    """The parts of a term that is renewed; empty where it is not wholly understood."""
    every, notice = "", ""
    for match, made in more:
        before = rest[max(0, match.start() - offset - 60) : max(0, match.start() - offset)]
        behind = rest[match.end() - offset : match.end() - offset + 40]
        if re.search(r"\b(?:notice|prior|before|least)\b", before[-25:] + behind[:30], re.I):
            if notice:
                return ""
            notice = made
        elif re.search(r"\b(?:months?|years?)$", made) and not every:
            every = made
        else:
            return ""
    if not every:
        word = re.search(
            r"\bsuccessive (one[- ]year|annual|monthly|month[- ]to[- ]month)|\b(?:for )?(?:the "
            r")?same (?:term|period|length)|equal (?:terms|periods)",
            rest,
            re.I,
        )
        if word is None:
            return ""
        every = {"o": "1 year", "a": "1 year", "m": "1 month"}.get((word[1] or "?")[0].casefold(), initial)
    return f", renewed every {every}" + (f", unless {notice} notice" if notice else "")


_EFFECTIVE = re.compile(
    r"\beffective (?:date\W{1,3}(?:means|is|of|shall be|:)?|as of|from|on)|\bcommenc(?:es|"
    r"ing|e|ement) (?:on|from|date\W{0,3}(?:is|of|:)?)|"
    r"\b(?:takes?|come|comes|enters?) (?:into )?(?:effect|force) (?:on|from|as of)|"
    r"\b(?:agreement|contract|sla)\b(?! (?:of|with|for)\b)[^.;]{0,40}\b(?:starts?|begins?) (?:on|from)|"
    r"\b(?:entered into|made)(?: and entered into)?,? (?:as of|on)",
    re.I,
)


_SIGNED = re.compile(r"(?:entered into|made)\b", re.I)
_STARTS = re.compile(
    r"\b(?:agreement|contract|sla)\b[^.;\n]{0,40}\b(?:starts?|begins?|commences?|(?:takes?|comes?|"
    r"enters?) (?:into )?(?:effect|force))"
    r" (?:on|from)\b",
    re.I,
)
"""Where the draft says when it begins, the day on which it was made is only that."""


@prose("effective date", "S4")
def effective(passage: DraftPassage, world: World) -> Found:
    """`This Agreement is effective as of 1 January 2027.`"""
    text = passage.text
    match = _EFFECTIVE.search(text)
    if match is None or re.search(
        r"\b(?:last (?:updated|modified|revised)|version|amend\w*|previous)\b", text, re.I
    ):
        return
    made = date(text[match.end() : match.end() + 40])
    if made and _SIGNED.match(match.group()) and _STARTS.search(world.text):
        return
    if made:
        yield DraftReading("effective date", "S4", (AGREEMENT,), f"effective {made}", text, (passage,))
    elif re.fullmatch(r"\W*effective date\W*", passage.label, re.I) and PLACEHOLDER.fullmatch(
        passage.body.strip(" .")
    ):
        yield DraftReading("effective date", "V2", (AGREEMENT,), "effective tbd", text, (passage,))


@prose("governing law", "S4")
def law(passage: DraftPassage, world: World) -> Found:
    """`This agreement is governed by the laws of the State of Illinois.`"""
    match = re.search(
        r"\b(?:governed by|subject to|construed in accordance with)\b[^.]{0,60}?\b(?:the )?laws? "
        r"(?:of|in force in) (?P<where>(?:the )?(?:(?:State|Commonwealth|Province|Republic|"
        r"Kingdom) of )?[A-Z\[{][^.,;()]{1,50}?)(?=[.,;()]|$| without| and (?:the|any)\b| "
        r"excluding| \(| as )",
        passage.text,
    )
    match = match or re.search(
        r"^(?:the )?laws? of (?P<where>(?:the )?[A-Z\[{][^.,;()]{1,50}?) (?:shall |will )?(?:governs?|appl(?:y|ies))\b",
        passage.text,
        re.I,
    )
    if match is None or not match["where"].removeprefix("the ")[:1].isupper() | bool(
        PLACEHOLDER.match(match["where"])
    ):
        return
    where = match["where"].strip()
    if PLACEHOLDER.search(where):
        yield DraftReading("governing law", "V2", (AGREEMENT,), "law tbd", passage.text, (passage,))
    else:
        yield DraftReading(
            "governing law", "S4", (AGREEMENT,), f"law {quoted(where)}", passage.text, (passage,)
        )


_OF_INVOICE = re.compile(
    r"^\s*(?:of|from|after|following)\s+(?P<what>(?:(?:the |its |an? |each )?(?:date of |"
    r"date )?(?:(?:the )?[\w’'-]+ )?(?P<receipt>receipt)?(?: of)?"
    r"[^.,;]{0,30}?\binvoice\b|(?:the )?(?:date of )?(?:[\w’'-]+ )?(?P<received>receipt)))",
    re.I,
)


@prose("payment", "S4")
def payment(passage: DraftPassage, world: World) -> Found:
    """`Invoices are payable within 30 days of the invoice date.`"""
    text = passage.text
    lengths = durations(text)
    if len(lengths) != 1 or SOFT.search(text) or not re.search(r"\binvoices?\b", text, re.I):
        return
    if not re.search(r"\b(?:pay|paid|payable|payments?|due)\b", text, re.I) or "business" in lengths[0][1]:
        return
    if re.search(
        r"\b(?:disput\w*|overdue|suspend\w*|late|fail\w*|if|unless|credits?|interest|terminat\w*|"
        r"before|unpaid|refund\w*)\b",
        text,
        re.I,
    ):
        return
    match = _OF_INVOICE.match(text[lengths[0][0].end() :])
    due = re.search(
        r"invoices? (?:are|is|shall be|will be|must be) (?:due|payable|paid)(?: and "
        r"payable)?\s+(?:within|net|in)\s*$",
        text[: lengths[0][0].start()],
        re.I,
    )
    if match is None and due is None:
        return
    received = match is not None and re.search(r"\breceipt\b", match["what"], re.I)
    event = '"receipt of the invoice"' if received else "invoice"
    yield DraftReading("payment", "S4", (FEES,), f"pay within {lengths[0][1]} of {event}", text, (passage,))


_NO_PRICE = re.compile(
    r"\b(?:discounts?|credits?|rebates?|penalt\w+|refunds?|late|deposits?|waived|fines?)\b", re.I
)
"""Amounts of money that nobody charges for a service."""


def _per(unit: re.Match[str]) -> str:
    """The units of a price, in lower case but for what is written in capitals (`GB`)."""
    words = [one for one in (unit["one"], unit["other"]) if one]
    return " ".join(f"per {one if len(one) > 1 and one.isupper() else one.casefold()}" for one in words)


@prose("price per unit", "S4")
def price(passage: DraftPassage, world: World) -> Found:
    """`Managed server: $95.00 per server per month`."""
    text = passage.text
    amounts = money(text)
    if (
        len(amounts) != 1
        or not passage.label
        or _NO_PRICE.search(text)
        or SOFT.search(text)
        or len(text) > 160
    ):
        return
    match, made = amounts[0]
    rest = text[match.end() :]
    unit = re.fullmatch(
        r"\s*(?:/|per|each|a|an)\s*(?P<one>[a-z]+)(?:\s*(?:/|per|each|a)\s*(?P<other>month|year|"
        r"hour|quarter|week|day))?\s*\.?",
        rest,
        re.I,
    )
    if unit is None or text[: match.start()].rstrip(" :–—-") != passage.label:
        return
    per = _per(unit)
    yield DraftReading(
        "price per unit", "S4", (FEES,), f"charge {quoted(passage.label)} {made} {per}", text, (passage,)
    )


_UNIT = r"(?:/|per|each|a|an)\s*(?P<one>[a-z]+)(?:\s*(?:/|per|each|a)\s*(?P<other>month|year|hour|quarter|week|day))?"


@table("prices table", "S4")
def prices(grid: DraftTable, world: World) -> Found:
    """Rows are what is charged, and a column says the price of a unit (`£45.00 per server per month`)."""
    columns = [
        at
        for at, title in enumerate(grid.head)
        if re.search(r"\b(?:price|fee|charge|cost|rate)s?\b", title, re.I)
    ]
    if len(columns) != 1 or columns[0] == 0:
        return
    for row in grid.rows:
        if (
            columns[0] >= len(row.cells)
            or not row.cells[0].strip()
            or SOFT.search(row.text)
            or _NO_PRICE.search(row.text)
        ):
            continue
        cell = row.cells[columns[0]].strip(" *.")
        amounts = money(cell)
        unit = re.fullmatch(_UNIT, cell[amounts[0][0].end() :].strip(), re.I) if len(amounts) == 1 else None
        if unit is None or cell[: amounts[0][0].start()].strip():
            continue
        per = _per(unit)
        yield DraftReading(
            "prices table",
            "S4",
            (FEES,),
            f"charge {quoted(row.cells[0])} {amounts[0][1]} {per}",
            row.text,
            (row,),
        )
