"""Results of earlier runs, so that an agreement that has not changed is not checked again.

An entry is found by everything that a result depends on: the text and the name of the file, the rules and how they are set, the
day, and the versions of clausecheck, of the data on holidays and zones, and of Python. It is written so that only who has the
agreement can read it: the key is made of its text, which stands nowhere in the cache.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from clausecheck import cache, resources
from clausecheck.agreement.calendars import data_versions
from clausecheck.finding import CheckResult, Crash, Edit, Finding, Label, Mend, Waived, Witness
from clausecheck.rules.plaindata import as_data, dumped, loaded, plain
from clausecheck.source import NotText, decode

if TYPE_CHECKING:
    from clausecheck.rules.ruleset import Ruleset

FORM = "clausecheck result 1"
for _cls in (CheckResult, Crash, Edit, Finding, Label, Mend, Waived, Witness):
    plain(_cls)


class KeptResults:
    """The results of checks with the same rules on the same day."""

    def __init__(self, rules: str | None, as_of: dt.date | None) -> None:
        """`rules` is what the rules are and how they are set, as `words_of` gives it, or another text that says as much; `None`
        for rules whose results cannot be kept."""
        self.able = rules is not None
        versions = [f"{name} {version}" for name, version in sorted(data_versions().items())]
        day = (as_of or dt.date.today()).isoformat()
        parts = [FORM, rules or "", day, sys.version, *versions, *resources.origin()]
        self.settings = cache.name_of("result", parts)  # one short text, for it is in the name of each entry

    def load(self, data: bytes, path: str) -> CheckResult | None:
        """What a check of an agreement has given: of its bytes, under the path that findings name. `None` where there is
        nothing that can be used."""
        name = self._name(data, path)
        sealed = cache.read(name) if self.able else None
        if sealed is None:
            return None
        found = loaded(_sealed(sealed, name, data), CheckResult)
        try:
            return None if found is None else replace(found, sources={path: decode(data, path)})
        except NotText:  # it is checked anew
            return None

    def save(self, data: bytes, path: str, result: CheckResult) -> None:
        """Keep a result. One in which a rule has crashed is not kept: the next run may have the memory or the time."""
        if not self.able or result.crashes:
            return
        try:
            content = dumped(replace(result, sources={}, seconds={}))
        except TypeError:  # what has no form as data is checked anew each time
            return
        name = self._name(data, path)
        cache.write(name, _sealed(content, name, data))

    def _name(self, data: bytes, path: str) -> str:
        return cache.name_of("result", [self.settings, path, data])


def _sealed(content: bytes, name: str, key: bytes) -> bytes:
    """The content, made unreadable or readable again by a stream that only the key gives (SHAKE-256 of FIPS 202). The name of
    an entry depends on all that its content depends on, so no stream serves two contents."""
    stream = hashlib.shake_256(name.encode() + key).digest(len(content))
    return (int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(content), "big")


def words_of(rules: Ruleset) -> str | None:
    """What the rules of a ruleset are, and how they are set; `None` where what they find may depend on what is not known here:
    on the checks of other packages."""
    foreign = any(rule.check and not rule.code.startswith("CC") for rule in rules.known())
    if rules.checks or rules.analyses or foreign:
        return None
    active = [
        (rule.name, rule.severity.value, rule.in_drafts and rule.in_drafts.value, as_data(rule.parameters))
        for rule in rules.rules
    ]
    others = [[rule.name for rule in part] for part in (rules.inactive, rules.left_out)]
    return json.dumps([active, others, rules.profile, sorted(rules.named), sorted(rules.digests.items())])
