"""Sentences about the agreement itself."""

from __future__ import annotations

from clausecheck.language import tree as t
from clausecheck.language import values as v
from clausecheck.render.document import BLANK
from clausecheck.render.parts import ClauseWords
from clausecheck.render.sentences.registry import patterns
from clausecheck.render.wording import ENTITLED, ENTITLED_THERE

_DOCUMENTS = {
    "managed-services": "an agreement on managed services",
    "contract": "a contract",
    "msa": "a master services agreement",
    "sla": "a service level agreement",
    "schedule": "a schedule",
    "order": "an order",
    "dpa": "a data processing agreement",
    "ola": "an operational level agreement",
    "internal": "an internal agreement",
    "terms": "a set of general terms",
    "support": "a support agreement",
    "backup": "an agreement on backups",
    "extract": "an extract of an agreement",
    "template": "a template of an agreement",
}


def _kind(said: ClauseWords) -> str:
    value = said.get("value")
    said.done.add("value")
    text = value.text if isinstance(value, v.Name) else ""
    if text in _DOCUMENTS:
        return f"This document is {_DOCUMENTS[text]}"
    return (
        f"This is {'an' if text[:1] in 'aeiou' else 'a'} {text} service"
        if text
        else f"This document is {said.speaker.say(value)}"
    )


#: Names that say what a party is, and not who.
_ROLES = frozenset(
    {"provider", "supplier", "vendor", "contractor", "msp", "customer", "client", "buyer", "company"}
)


def _party(said: ClauseWords) -> str:
    said.done.update({"name", "title"})
    name, title = said.speaker.say(said.get("name")), said.speaker.say(said.get("title"))
    if not title and name.casefold() in _ROLES:
        title = BLANK
    called = f" (“{name}”)" if title and name and name != title else ""
    role = "the provider" if isinstance(said.node, t.Provider) else "the customer"
    return (
        f"{title or name}{called}[, {{address}}][, registered under {{registered.v}}][, {{in_}}][, {{sector}}]"
        f"[, contact: {{contact_at.v}}], {role}"
    )


def _effective(said: ClauseWords) -> str:
    value = said.get("value")
    said.done.add("value")
    day = said.speaker.event(value) if isinstance(value, v.Name | v.Phrase) else said.speaker.say(value)
    return f"This agreement takes effect {'' if isinstance(value, v.Anchored) else 'on '}{day}"


def _term(said: ClauseWords) -> str:
    value, renewed = said.get("value"), said.get("renewed")
    said.done.update({"value", "renewed"})
    text = "This agreement lasts"
    if isinstance(value, v.TimeInWords):
        text += f" {said.speaker.say(value)}"
    elif value is not None:
        text += f" for {said.speaker.say(value)}"
    text += "[ {until}][ {from_}][, {thereafter}]"
    if renewed is not None:
        every = said.speaker.say(renewed)
        again = f"for {every} at a time" if isinstance(renewed, v.Duration) else every
        text += f", and is then [automatic=automatically ]renewed {again}"
    before = " before the end of the term" if isinstance(said.get("unless"), v.Notice) else ""
    return f"{text}[, {{at_most}}][, {{unless}}]{before}[ and not earlier than {{after.v}}]"


def _renew(said: ClauseWords) -> str:
    return (
        (
            "[automatic=This agreement renews automatically|automatic!This agreement does not renew automatically|"
            "This agreement may be renewed][ {for_}][, at most {at_most.v}]"
        )
        if isinstance(said.get("at_most"), v.Duration)
        else (
            "[automatic=This agreement renews automatically|automatic!This agreement does not renew automatically|"
            "This agreement may be renewed][ {for_}][, {at_most}][, with notice not earlier than {after.v}]"
        )
    )


def _see(said: ClauseWords) -> str:
    values = said.get("values")
    several = isinstance(values, tuple) and len(values) > 1
    return f"The following document{'s belong' if several else ' belongs'} to this agreement: {{values.v}}"


def _language(said: ClauseWords) -> str:
    values = said.get("values")
    several = isinstance(values, tuple) and len(values) > 1
    return f"The language{'s are' if several else ' is'} {{values.v}}"


def _precedence(said: ClauseWords) -> str:
    values = said.get("values")
    said.done.add("values")
    return f"Where documents disagree, they prevail in this order: {in_order(said, values)}"


def in_order(said: ClauseWords, values: object) -> str:
    """Things one after the other: `first a, then b, then c`."""
    return ", then ".join(
        said.speaker.say(value) for value in (values if isinstance(values, tuple) else (values,))
    )


def _may(said: ClauseWords) -> str:
    values = said.get("values")
    said.done.add("values")
    verbs = [
        ENTITLED_THERE.get((said.home, one.text)) or ENTITLED.get(one.text, said.speaker.say(one))
        if isinstance(one, v.Name)
        else said.speaker.say(one)
        for one in (values if isinstance(values, tuple) else ())
    ]
    return f"[{{by.v}}|Either party] may {' and '.join(verbs)}"


patterns({
    t.Reference: "The reference of this agreement is {value.v}",
    t.Kind: _kind,
    t.Status: "The status of this document is: {value.v}",
    t.ZoneIs: "Times of the day are {value.v}, unless another zone is stated",
    t.Currency: "Amounts of money are in {currency_code.v}",
    t.Provider: _party,
    t.Customer: _party,
    t.Purpose: "{H} serve[s] the following purpose: {values.v}",
    t.Effective: _effective,
    t.Term: _term,
    t.Renew: _renew,
    t.Week: "A week begins {on}",
    t.FiscalYear: "The fiscal year begins {on}",
    t.Law: "This agreement is governed by the law of {value.v}",
    t.Disputes: "Disputes are settled[ {within}] as follows: {values.v}",
    t.Precedence: _precedence,
    t.Amend: "This agreement may be amended",
    t.See: _see,
    t.Signed: "Signed by [{value.v}] for {name.v}",
    t.Language: _language,
    t.Assign: "This agreement may be assigned",
    t.NoAssign: "This agreement may not be assigned",
    t.Owner: "The owner, who answers for it, is {values.v}",
    t.Belongs: "The following [belongs to {to.v}|is property]{rest}: {values.v}",
    t.May: _may,
})  # fmt: skip
