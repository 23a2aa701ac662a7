"""Lines as service managers and lawyers write them at the first try, and the clause for each: `Response Time: 15 mins`,
`- P1: 4 hrs`, `support 24/7`, `£500 pm`.

A line is looked at only once it cannot be read, and what is made of it is tried before it is proposed (`advice.py`).
"""

# ruff: noqa: RUF001 (dashes as people type them)

from __future__ import annotations

import re
from collections.abc import Iterator

_BULLET = re.compile(
    r"^(?:[-*•·▪–—>|]+\s*|\(?(?:[a-z]|[ivx]{2,4})\)\s+|\d+(?:\.\d+)+[.)]?\s+(?=[A-Za-z])"
    r"|\d+[.)]\s+(?=[A-Za-z]))"
)
_LABEL = re.compile(r"^([A-Za-z][A-Za-z0-9 /&'-]{0,40}?)\s*(?::|=)\s*(?=\S)")
_DAYS = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
_HOURLY = re.compile(rf"\b(?:{_DAYS}|weekdays?|daily|hours?)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:from |between )?(\d{1,2})(?:[:.](\d\d))?(?: ?(am|pm))?\s*(?:-|–|—|\bto\b|\buntil\b|\band\b)\s*"
    r"(\d{1,2})(?:[:.](\d\d))?(?: ?(am|pm))?\b(?! ?(?:business|working|hours|days|minutes|%))",
    re.IGNORECASE,
)
#: Short forms and signs, and how they are written out. All are bounded, and none looks further than its words.
_SHORT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"(\d) ?(?:hrs|hr|h)\b\.?", r"\1 hours"),
        (r"(\d) ?(?:mins|min)\b\.?", r"\1 minutes"),
        (r"(\d) ?(?:secs|sec)\b\.?", r"\1 seconds"),
        (r"(\d) ?(?:BDs?|bds?|WDs?)\b\.?", r"\1 business days"),
        (r"(\d) ?(?:wks|wk)\b\.?", r"\1 weeks"),
        (r"(\d) ?(?:mths|mth|mos)\b\.?", r"\1 months"),
        (r"(\d) ?(?:yrs|yr)\b\.?", r"\1 years"),
        (r"([£$€]) ?(\d[\d,]*) ?(?:m|M|million)\b", r"\g<1>\2,000,000"),
        (r"([£$€]) ?(\d[\d,]*) ?[kK]\b", r"\g<1>\2,000"),
        (r"([£$€]\d[\d.,]*) ?(?:pcm|pm|p\.m\.)(?= |,|$)", r"\1 per month"),
        (r" ?\b(?:p\.a\b\.?|pa\b|per annum\b)", " per year"),
        (r"(\d) ?/ ?(hour|day|month|year|user|device|site|GB|TB)\b", r"\1 per \2"),
        (r"\((\d+(?:\.\d+)?%)\)", r"for \1"),
        (r"\b(?:bank|public) hols?\b\.?", "bank holidays"),
        (r"\bexcl\.? ", "excluding "),
        (r"\bincl\.? ", "including "),
        (r"\bapprox\.? ", ""),
        (r"\bnext[- ](?:business|working)[- ]day\b", "next business day"),
        (r"\b(?:by (?:the )?)?(?:end|close) of (?:the )?next business day\b", "next business day"),
        (r"\bsame (?:business |working )?day\b", "same business day"),
        (r"\bin under (?=\d)", "within "),
        (r"\bweek days\b", "weekdays"),
    )
)
_MODAL = re.compile(
    r"^(?:(?:the )?(?:service )?(?:provider|supplier|vendor|contractor|customer|client|company|parties|we|you|it|[A-Z]\w*) )?"
    r"(?:shall|must|will|should|agrees? to|undertakes? to|is to|are to|has to) (?:also |always )?(?!not\b)",
    re.IGNORECASE,
)


def plainly(line: str, known: frozenset[str]) -> Iterator[str]:
    """A line without bullets, colons behind its label, capitals, short forms and, last, without who shall do it; each form that
    differs from the one before. `known` are the first words of clauses, which are written in small letters."""
    form = _BULLET.sub("", line).strip(" |;").rstrip(".")
    label = _LABEL.match(form)
    if label:
        form = f"{_small(label[1], known)} {form[label.end() :]}"
    form = " ".join(_small(form, known, first=True).split())
    for pattern, written in _SHORT:
        form = pattern.sub(written, form)
    if _HOURLY.search(form):
        form = _SPAN.sub(_hours, form)
        form = re.sub(
            rf"\b({_DAYS}) ?(?:-|–|to|through) ?({_DAYS}),?(?= )", _weekdays, form, flags=re.IGNORECASE
        )
    if form != line:
        yield form
    bare = _MODAL.sub("", form)
    if bare != form and bare:
        yield _small(bare, known, first=True)


def _small(words: str, known: frozenset[str], *, first: bool = False) -> str:
    """Words with small letters, as far as they begin a clause; names such as `P1` and `RPO` stay as they are."""
    begin, space, rest = words.partition(" ")
    if begin.lower() not in known and begin.rstrip("s").lower() not in known:
        return words
    return begin.lower() + space + (rest if first else rest.lower())


def _hours(found: re.Match[str]) -> str:
    """`9am to 5.30pm` and `9-5` as `09:00-17:30`."""
    begin, end = _minutes(found[1], found[2], found[3]), _minutes(found[4], found[5], found[6])
    if begin is None or end is None:
        return found.group()
    if end <= begin and not found[6] and end <= 12 * 60:
        end += 12 * 60  # `9 to 5`
    return f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half and hours <= 12:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return None if hours > 24 or minutes > 59 else hours * 60 + minutes


def _weekdays(found: re.Match[str]) -> str:
    return f"{found[1][:3].lower()}-{found[2][:3].lower()}"


_TIME = r"(\d[\d.,]* (?:business |working )?(?:minutes?|hours?|days?|weeks?))"
_NEXT = r"(?:[\s:|,/–—-]+(?:response|respond|resolution|resolve|fix|target|within)?(?: time)?[\s:]*)"
_LEVEL = r"(?i:priority|severity|sev|prio|level|incident priority|p|s) ?"
_WORD = r"(?i:(P\d|S\d|sev\d|critical|urgent|high|medium|normal|low|major|minor))"
_MONEY = r"([£$€]\d[\d.,]*\d|[£$€]\d|\d[\d.,]* [A-Z]{3})"
_ALWAYS = r"(?:24 ?[x/] ?7(?: ?[x/] ?365)?|around the clock|always|24 hours(?: a day)?)"
_OWN_HOURS = (
    r"hours are a block of their own, with their days in it: `hours business in Europe/London {`",
    r"a service says which of them it is open: `open during business`",
)

#: A line in its plain form, and what to write instead; as in `ADVICE`.
HABITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # blocks
    (r"^(?i:sla|contract|msa|service level agreement|order form|statement of work) ?(\"[^\"]*\"|) ?\{$", (r"write `agreement"
     r" \1 {`",)),
    (r"^(P\d|S\d) ?(?:-|–|—|:|\() ?(\w[\w ]*?)\)? ?\{$", (r'write `priority \1 "\2" {`',)),
    (rf"^{_LEVEL}(\d) ?(?:-|–|—|:|\() ?(\w[\w ]*?)\)? ?\{{$", (r'write `priority P\1 "\2" {`',)),
    (rf"^{_LEVEL}(\d) ?\{{$", (r"a name begins with a letter: write `priority P\1 {`",)),
    (r"^(?i:(?:target |service level |sla )?(?:response|resolution|fix)(?: and resolution)?(?: times?)?|(?:response"
     r" )?targets|slas?|"
     r"service levels|priorities|incidents?|severity levels|ticket priorities):? ?\{$",
     (r"each priority has a block: `priority P1 {`",)),
    (r"^(?i:uptime|availability|maintenance|latency|performance|scope|included services|services|hardware|software):? ?\{$",
     (r"what is promised stands in the service for which it is: `service portal {`",)),
    (r"^(?i:(support|helpdesk|hosting|monitoring|network|connectivity|printing|telephony|email|infrastructure|security"
     r" monitoring))"
     r"(?: services?)?:? ?\{$",
     (r"a service has a name: `service \1 {`",)),
    (r"^(?i:help desk|service desk|it support|technical support|managed services):? ?\{$", (r"a service has a name: `service"
     r" desk {`",)),
    (r"^(?i:hours of (?:operation|service|support|cover)|(?:support|service|opening|office|core|business|working) hours"
     r"|cover|coverage):? ?\{$",
     (r"write `hours business in Europe/London {`",)),
    (r"^(?i:sla credits|credit regime|service level credits|remedies|penalties|rebates):? ?\{$", (r"write `credits {`",)),
    (r"^(?i:backup policy|backups|data backup|backup and recovery|backup schedule):? ?\{$", (r"write `backup {`",)),
    (r"^(?i:report|reports|reporting|service reporting|service reviews?|governance):? ?\{$", (r'write `report "Service'
     r' report" {`',)),
    (r"^(?i:(?:roles and )?responsibilities|(?:customer|client)(?:'s)? (?:responsibilities|obligations|duties)|obligations"
     r"|duties):? ?\{$",
     (r"write `duties of customer {`",)),
    (r"^(?i:(?:provider|supplier)(?:'s)? (?:responsibilities|obligations|duties)):? ?\{$", (r"write `duties of provider {`",)),
    (r"^(?i:exit plan|exit management|transition(?: out)?|handover|end of contract):? ?\{$", (r"write `exit {`",)),
    (r"^(?i:insurance|indemnity|indemnities|warranties):? ?\{$", (r"write `liability {`",)),
    (r"^(?i:cancellation|ending|termination and exit|exit and termination|notice):? ?\{$", (r"write `termination {`",)),
    (r"^(?i:change control|change management|changes|variations?):? ?\{$", (r"write `change {`",)),
    (r"^(?i:term|term and renewal|duration|governing law|law|disputes?(?: resolution)?|parties|general|miscellaneous|"
     r"general terms|intellectual property|assignment|notices|currency|contacts?):? ?\{$",
     (r"it is a clause of the agreement: put it in `agreement {`",)),
    (r"^(?i:definitions|glossary|interpretation):? ?\{$", (r'each is a line, in no block: `define downtime "what it means"`',)),
    # about the agreement
    (r"^(?:this is the |the )?(?i:(entire agreement|severability|counterparts|no waiver|waiver|survival|third party rights"
     r"|publicity|"
     r"no partnership|non-solicitation|costs|further assurance))\b.*$", (r'words that every contract has stand in prose:'
     r' `clause "\1"` with a text between `"""`',)),
    (r"^(provider|supplier|vendor|customer|client) ?\"?([A-Z][\w&]*)([ \w&.,'-]*)\"?$", (r'write `\1 \2 "\2\3"`',)),
    (r"^(?i:(?:agreement |contract )?between) (.+?) and (.+)$",
     (r"each party has its clause: `provider \1` and `customer \2`",
      r'each party has its clause: `provider A "\1"` and `customer B "\2"`')),
    (r"^(?i:parties:? )(.+?) and (.+)$",
     (r"each party has its clause: `provider \1` and `customer \2`",
      r'each party has its clause: `provider A "\1"` and `customer B "\2"`')),
    (r"^(?i:governing law|law|applicable law|jurisdiction|courts)(?: is| are)?(?: of| the law of| the laws of| the courts"
     r" of)? \"?([^\"]+?)\"?$",
     (r'write `law "\1"`',)),
    (r"^currency £$", (r"write `currency GBP`",)), (r"^currency €$", (r"write `currency EUR`",)),
    (r"^currency \$$", (r"write `currency USD`",)),
    (r"^(?:version|contract number|agreement number|ref\.?|no\.) (\S+)$", (r'write `reference "\1"`',)),
    (r"^(?:automatic )?renewal:? (?:automatic(?:ally)?,? )?(?:for )?(\d+ \w+)$", (r"write `renew automatic for \1`",)),
    (r"^term (?:of )?(\d+ \w+),? (?:with|and) (?:an )?(?:automatic(?:ally)? )?renew\w*(?: for| every)? (\d+ \w+).*$",
     (r"write `term \1, renewed every \2`",)),
    (r"^(?:amendments?|variations?|changes)(?: only)?(?: must be| are| to be)?(?: made| agreed)? in writing\b.*$", (r"write"
     r" `amend in writing`",)),
    (r"^notices?(?: must be| to be| shall be| are)?(?: given| sent)? in writing\b.*$", (r"write `notice in writing`",)),
    (r"^order of precedence:? (.*)$", (r"write `precedence \1`",)),
    (r"^(?:service )?review(?: meetings?)? (monthly|quarterly|weekly|yearly)$", (r"write `review \1`",)),
    (r"^(?:not assignable|no assignment|no transfer|(?:neither party|.*?) (?:may|shall|can)(?: ?not)? (?:assign|transfer)"
     r"|(?:this )?agreement (?:is )?not "
     r"(?:assignable|transferable)|assignment)\b.*\bconsent\b.*$",
     (r"write `no assignment without consent`", r'in `licence` or `paid` it is a part: `licence "named user", not'
     r' transferable`')),
    (r"^(?:(?:service )?credits? |(?:this )?agreement |licen[cs]es? )?(?:are |is )?(?:(?:cannot|may not|can not|shall not)"
     r" be (?:transferred|assigned)|"
     r"(?:not |non-?)(?:transferable|assignable)|no (?:assignment|transfer))\b.*$",
     (r"write `paid not transferable`", r"write `no assignment`", r'write `licence "named user", not transferable`')),
    # services
    (rf"^(?:support|helpdesk|service|coverage|cover|available|availability|hours|open|support hours|service hours|hours of"
     rf" \w+)?:? ?"
     rf"(?:is |are )?(?:available )?{_ALWAYS}$",
     (r"write `open 24x7`", r"hours belong to what is promised: `respond within 1 hour, during always`",
      r"hours are a block of their own: `hours support in Europe/London {` with `24x7` in it")),
    (rf"^(\w[\w -]*?) {_ALWAYS}$", (r'write `includes "\1", during always`',)),
    (rf"^(?:(?:support|service|business|office|opening|working|core|standard|our)? ?(?:hours)?:? ?(?:are |is |means?"
     rf" )?)?(?:{_DAYS}(?:-\w+)?|weekdays) "
     r"\d\d:\d\d-\d\d:\d\d.*$", _OWN_HOURS),
    (r"^(?:(?:support|service|business|office|opening|working|core|standard|our) ?(?:hours)?|hours):? ?(?:are |is |means? )?"
     r"\d\d:\d\d-\d\d:\d\d.*$", _OWN_HOURS),
    (r"^(?:phone|tel\.?|telephone|hotline|call|contact)?:? ?(\+?[\d(][\d ()-]{6,20}\d)$", (r'write `contact phone "\1"`',)),
    (r"^(?:uptime|availability|sla|SLA|service level)(?: target| level| goal| guarantee)?(?: shall be| will be| must be| is|"
     r" of)? ?(?:>=?|at least)? ?([\d.]+ ?%)(.*)$",
     (r"write `availability \1\2`",)),
    (r"^(?:uptime|availability|sla|SLA|service level) ([\d.]+ ?%) (?:is )?(?:guaranteed|promised|target)$", (r"write"
     r" `availability \1 each month`",)),
    (r"^(?:excluding|except|not counting)? ?(?:planned|scheduled) (?:maintenance|downtime)(?: is)?(?: excluded)?$",
     (r"what is left out stands with the figure: `availability 99.9% each month, except maintenance`",)),
    (r"^maintenance notice:? (?:of )?(\d+ [\w ]+)$", (r"write `maintenance on \1 notice`",)),
    (r"^(?:scheduled|planned) downtime (.*)$", (r"write `maintenance \1`",)),
    (r"^(?:web |page |api |server |system )?response times? (?:is |of )?((?:<|below|under|at most).*)$", (r"write `latency"
     r" \1`",)),
    (r"^scope:? (.*)$", (r"write `includes \1`",)),
    (r"^(bandwidth|throughput|storage|capacity|memory|disk|traffic|mailboxes|users|devices|servers|sites|licences|seats"
     r"|pages|endpoints):? (?:of |up to |at most )?"
     r"(\d[\d.,]*)$", (r'how much is included: `limit "\1" \2 \1`',)),
    (r"^(bandwidth|throughput|storage|capacity|memory|disk|traffic):? (?:of |up to |at most )?(\d[\d.,]* ?\S+)$", (r'how'
     r' much is included: `limit "\1" \2`',)),
    (r"^(?:up to|at most|max(?:imum)?) (\d[\d.,]*) (users|devices|servers|sites|licences|seats|mailboxes|pages|tickets"
     r"|endpoints)$",
     (r'how much is included: `limit "\2" \1 \2`',)),
    (r"^(packet loss|jitter|abandon(?:ment)? rate|error rate|bounce rate|average speed of answer|(?:average )?wait(?:ing)?"
     r" time|backlog):? (?:of )?(\d[\d.,]* ?\S+)$",
     (r'what is measured is guaranteed: `guarantee \1 <= \2`',)),
    (r"^((?:first|customer|user|call|sla|overall)[\w -]*?):? (?:of |is )?([\d.]+ ?%)$", (r"what is measured is guaranteed:"
     r" `guarantee \1 >= \2`",)),
    (rf"^(?:([\d.]+ ?%) of )?(calls|emails|e-mails|chats|alerts|tickets)(?: are| to be)? answered within {_TIME}$",
     (r"write `respond to \2 within \3, for \1 of \2`", r"write `respond to \2 within \3`")),
    (r"^(?:([\d.]+ ?%) of )?(calls|emails|e-mails|chats|alerts)(?: are| to be)? answered within (\d+ seconds)$",
     (r"write `respond to \2 within \3, for \1 of \2`", r"write `respond to \2 within \3`")),
    (r"^patch(?:es|ing)? (critical|high|all|security)(?: patches| updates)? (?:within )?(\d.*)$", (r"write `patch \1 within"
     r" \2`",)),
    (r"^patch(?:es|ing)? (within .*)$", (r"which patches comes first: `patch critical \1` or `patch all \1`",)),
    (r"^report(?:s|ing)? (monthly|weekly|quarterly|daily)$", (r'write `deliver "report" \1`',)),
    # priorities: one line for one target, as tables have them
    (rf"^{_LEVEL}(\d)(?: incidents?| tickets?)?{_NEXT}{_TIME}(?:{_NEXT}{_TIME})?.*$",
     (r"one clause for each time: `respond within \2, for P\1`", r"`resolve within \3, for P\1`")),
    (rf"^{_WORD}(?: \(?[\w ]{{1,20}}\)?)??(?: priority| incidents?| tickets?)?{_NEXT}{_TIME}(?:{_NEXT}{_TIME})?.*$",
     (r"one clause for each time: `respond within \2, for \1`", r"`resolve within \3, for \1`")),
    (rf"^{_WORD}:? (respond|resolve|acknowledge|update) (.*)$", (r"whom it concerns comes last: `\2 \3, for \1`",)),
    (r"^(?:description|definition|meaning|e\.g\.|for example|examples?|criteria|impact):? \"?([^\"]+)\"?$",
     (r'for people it is an example, which decides nothing: `example "\1"`', r'what decides is a condition: `applies when'
     r' "\1"`')),
    (r"^(?:communications?|status|progress|customer) (?:updates? |reports? )?(every .*|hourly|daily)$", (r"write `update \1`",)),
    (r"^(?:target|response|resolution|sla) (?:is )?missed by (.*)$", (r'it is a condition: `escalate to "manager" when'
     r' response missed by \1`',)),
    # hours
    (rf"^(\d\d:\d\d-\d\d:\d\d),? (?:on )?({_DAYS}(?:-\w+)?|weekdays)(.*)$", (r"the days come first: `\2 \1\3`",)),
    (r"^(?:excluding|except|excl|not on|no|closed(?: on)?) (?:bank|public|national)? ?holidays(?: in| of)?(.*)$", (r"write"
     r" `closed on holidays\1`",)),
    (r"^(?:time ?zone|zone):? (\S+)$", (r"the zone stands behind the name: `hours business in \1 {`",)),
    # credits
    (r"^(?:availability |uptime )?(?:<|below|under|less than) ?([\d.]+ ?%)[\s:|–—-]+([\d.]+ ?%)(?: credit| of .*)?$",
     (r"of what, and of which figure: `credit \2 of monthly fee when availability < \1`",)),
    (r"^(?:availability |uptime )?([\d.]+ ?%) ?(?:-|–|to|and) ?([\d.]+ ?%)[\s:|–—-]+([\d.]+ ?%)(?: credit| of .*)?$",
     (r"of what, and of which figure: `credit \3 of monthly fee when availability from \1 to \2`",)),
    (r"^([\d.]+ ?%)(?: credit)?,? (?:if |when )?(?:availability |uptime )?(?:is |falls |drops )?(?:below|under|<|less than)"
     r" ?([\d.]+ ?%)$",
     (r"of what, and of which figure: `credit \1 of monthly fee when availability < \2`",)),
    (r"^(?:max(?:imum)?|total) (?:service )?credits? (?:of |is )?(.*)$", (r"write `cap \1`",)),
    (r"^(?:(?:credits? |claims? )?must |to )?be (?:claimed|requested) (.*)$", (r"write `claim \1`",)),
    (r"^(?:service )?(?:credits? )?(?:are |is )?not (?:redeemable|payable|paid|exchangeable)(?: out)? (?:for|in|as) (?:cash"
     r"|money)$", (r"write `paid not in cash`",)),
    (r"^(?:paid |credited |calculated )?pro[ -]rata$",
     (r"say of what: `credit formula monthly fee * downtime / month`", r"say of what: `refund pro-rata`", r"say of what:"
     r" `charge 100.00 GBP per month, pro-rata`")),
    # money
    (rf"^{_MONEY} (per .*)$", (r"write `charge \1 \2`",)),
    (rf"^{_MONEY} (monthly|quarterly|annually|yearly)(.*)$", (r"write `charge \1 \2\3`",)),
    (rf"^(?:hourly|day|daily|monthly|annual) (?:rate|fee|charge|price)s?:? {_MONEY}(.*)$", (r"write `charge \1\2`",)),
    (rf"^(\w[\w -]{{0,40}}):? {_MONEY}(.*)$", (r'write `charge "\1" \2\3`',)),
    (rf"^(?:rate|fee|price|charge|cost)s?:? {_MONEY}(.*)$", (r"write `charge \1\2`",)),
    (r"^(?:payment|payment terms|invoices?)(?: are| is)?:? ?(?:due |payable |paid )?(?:within |in )?(\d+ [\w ]+?)(?: (?:of"
     r"|from|after)(?: the)?(?: date of)? (?:invoice|receipt)(?: date)?)?$",
     (r"write `pay within \1 of invoice`",)),
    (r"^(?:within|net) (\d+)(?: days)?$", (r"write `pay within \1 days of invoice`",)),
    (r"^(?:invoices? |invoiced |billed |billing |payment |payable )?(monthly|quarterly|yearly|annually|per year)(?: billing|"
     r" payment| invoices?)?,? in (advance|arrears)$",
     (r"write `invoice \1 in \2`", r"write `invoice every 1 year in \2`")),
    (r"^late (?:payment|fee)s?(?: interest| charge| fee)?:? (?:of )?(\d.*)$", (r"write `interest \1`",)),
    (r"^(?:annual|yearly) (?:price |fee )?increases?:? (?:of |by )?(\w+)(?: per year)?$", (r'write `increase "\1" each year`',
     r"write `increase \1 each year`")),
    (r"^(?:price |fee )?increases? (?:of |by )?(?:max(?:imum)?|at most|up to|capped at) ([\d.]+ ?%)(?: per year| each"
     r" year)?$", (r"write `increase at most \1, each year`",)),
    (r"^(?:all (?:prices|fees) )?(?:are )?(plus|excluding|including|ex|exclusive of|inclusive of) (?:VAT|vat|tax)$",
     (r"it belongs to a price: `charge 100.00 GBP per month, plus VAT`",)),
    (r"^(?:travel(?: and|,)? )?(expenses|travel|parts)(?: are)?(?: charged)? at cost$", (r'write `charge "\1" at cost`',)),
    # copies
    (r"^(?:backup )?(?:frequency|schedule|backups?):? (hourly|daily|nightly|weekly|monthly)$", (r"which copy it is comes"
     r" first: `full \1` or `incremental \1`",)),
    (r"^(hourly|daily|nightly|weekly|monthly) (?:backups?|cop(?:y|ies))$", (r"which copy it is comes first: `full \1` or"
     r" `incremental \1`",)),
    (r"^(?:backups? |copies |data )?(?:are )?(?:retained|kept|stored|retention(?: period)?):? (?:for )?(\d+ \w+)$", (r"write"
     r" `keep for \1`", r"write `keep backups for \1`")),
    (r"^(?:off-?site)(?: copy| copies| storage| backup| backups)?(?: yes)?$", (r'say where: `store "second site", offsite`',)),
    (r"^(?:restore|recovery) times?:? (?:of |is |within )?(\d.*)$",
     (r"of the whole: `rto \1`", r"of what somebody asks for: `restore on request within \1`")),
    (r"^3-2-1.*$", (r'three copies on two media, one of them elsewhere: `media "disk", "tape"` and `store "second site",'
     r' offsite`',)),
    # the end
    (r"^(?:either(?: party)?|both parties)?:? ?(?:on |with |may terminate )?(\d+ \w+)(?:'|’)? (?:prior )?((?:written"
     r" )?)notice(?: by either(?: party)?)?$",
     (r"write `end by either for convenience, on \1 \2notice`",)),
    (r"^notice(?: period)?:? (?:of )?(\d+ \w+)$", (r"a notice belongs to what it ends: `end by either for convenience, on \1"
     r" notice`",)),
    (r"^termination (?:on|with|by) (?:either party )?(?:on )?(\d+ \w+)(?:'|’)? ((?:written )?)notice$",
     (r"the block comes first: `termination {`, and in it `end by either for convenience, on \1 \2notice`",)),
    (r"^(?:termination |terminate )?(?:for |on |upon )?(?:a )?((?:material |serious |persistent )?breach)(?: not| which is"
     r" not|,)? ?(?:remedied|cured|corrected)?,? ?(?:within |after )?(\d+ \w+)(?: to (?:cure|remedy))?(?: cure period)?$",
     (r'write `end by either for "\1", cured within \2`',)),
    (r"^(?:termination )?(?:on|upon|for) (insolvency|bankruptcy|liquidation|(?:material |serious )?breach|non-?payment)$",
     (r'write `end by either for "\1"`',)),
    (r"^(?:terminate |termination )?(?:if |when |for )?force[ -]majeure (?:>|over|longer than|more than|above|for|exceeding"
     r"|lasts) ?(\d+ \w+)$",
     (r"write `end by either when force-majeure > \1`",)),
    (r"^no (?:early termination|termination for convenience|cancellation)$", (r"write `no end for convenience`", r"write `no"
     r" end`")),
    (r"^(?:exit |transition |termination )?assist(?:ance)?:? (?:for )?(\d+ \w+)(?: at (?:the )?(.+?))?$",
     (r'write `assist for \1 at "\2"`', r"write `assist for \1`")),
    (r"^(?:return data|data return|data returned|return of data):? (?:within )?(\d+ \w+)(?:,? (?:in|as) (.+))?$",
     (r'write `return data within \1, as "\2"`', r"write `return data within \1`")),
    # risk
    (r"^no (?:liability for )?(?:any )?((?:indirect|consequential|special)[\w ,]*?) ?(?:loss(?:es)?|damages?)$", (r'write'
     r' `excludes "\1 loss"`',)),
    (r"^((?:professional|public|product|cyber|employers?'?)(?: liability| indemnity)?)(?: insurance)?:? (?:of |cover"
     r" )?(.*\d.*)$", (r'write `insurance "\1" \2`',)),
    (r"^confidentiality:? (?:for |of |period )?(\d+ \w+)$", (r"write `confidentiality for \1`",)),
    (r"^force majeure\b.*$", (r'which events, in one line: `force-majeure "flood", "strike"`',)),
    (r"^(?:GDPR|DPA|data protection)(?: compliant| compliance| applies)?$",
     (r'write `control "GDPR"`', r"a law applies by itself; what is agreed is who does what: `processor provider` and"
     r" `notify breach within 24 hours of detected`")),
    (r"^(?:data )?(?:location|residency|hosting):? (?:in )?(\w[\w ]*)$", (r"write `located in \1`", r'write `located in'
     r' "\1"`')),
    (r"^(?:sub-?processors?|sub-?contract(?:ors?|ing)?):? (?:only )?with (?:prior )?(?:written )?consent.*$", (r"write"
     r" `subcontract other, with consent of customer`",)),
    (r"^breach notification:? (?:within )?(\d.*)$", (r"write `notify breach within \1`",)),
    (r"^((?:penetration|vulnerability|security|pen)[ -]?(?:tests?|scans?|assessments?|reviews?|audits?|training)):? (?:every"
     r" |once )?(per year|each year|annually|yearly|quarterly|monthly|weekly)$",
     (r'write `deliver "\1" yearly`', r'write `deliver "\1" \2`')),
    # clocks, reports, duties, changes
    (r"^(starts|stops|pauses|resumes|closes):? (?:when |on |at |upon )?(?:the )?(?:receipt|logging|ticket logged|report)$",
     (r"write `\1 when logged`",)),
    (r"^(starts|stops|pauses|resumes|closes):? (?:on |at |upon )?(?:the )?(\w+)$", (r"write `\1 when \2`",)),
    (r"^(?:during )?(\w+) hours only$", (r"the hours of a clock stand in its header: `clock during \1 {`",)),
    (r"^(monthly|weekly|quarterly|daily)(?: reports?)?$", (r'how often stands in the header: `report "Service report" \1 {`',)),
    (r"^(?:due|delivered|sent|monthly report)?:? ?(?:within |by )?(?:the )?(\d+)(?:st|nd|rd|th)? (?:(?:business |working"
     r" )?days? (?:after|of)|of)(?: the| each)? month(?: |-)?(?:end)?$",
     (r'when stands in the header: `report "Service report" monthly, within \1 days of month-end {`',)),
    (r"^approv(?:al|ed) by (?:both parties|both|all)(.*)$", (r"write `approve by both\1`",)),
    (r"^changes? (?:requests? )?(?:only )?in writing$", (r"write `request in writing`", r"write `approve by both, in"
     r" writing`")),
    (r"^(?:change control|change requests?)$", (r"write `request in writing`",)),
)  # fmt: skip
#: The clause for a few words that say what is promised, by the block in which they stand.
PLAIN_WORDS = {
    "duties": "must",
    "security": "control",
    "exceptions": "excuse",
    "report": "content",
    "service": "includes",
}
