"""How contracts begin a clause, and the words of the language for it: `uptime 99.9%`, `response time 30 minutes`, `valid from`.

A beginning is read so only at the beginning of a line, and only where the language has no clause that begins with these words.
What stands as `<X>` is a type of token that follows; it is only looked at.
"""

from __future__ import annotations

_COPIES = ("daily", "weekly", "monthly", "quarterly", "yearly")
_YEARS = ("fiscal", "financial", "accounting")

#: What is said at the beginning of a line, by what it means.
_SAID: dict[str, tuple[str, ...]] = {
    # about the agreement
    "fiscal year begins on": tuple(
        f"{kind} year {verb}".strip()
        for kind in _YEARS
        for verb in ("begins on", "begins", "starts on", "starts", "runs from", "is from", "is", "from", "")
    ),
    "week begins on": tuple(
        f"{week} {verb}"
        for week in ("week", "weeks")
        for verb in ("begins on", "begin on", "begins", "begin", "starts on", "start on", "starts", "start", "runs from",
                     "run from", "from")
    ),
    "effective": (
        "starts on <DATE>", "start <DATE>", "starts <DATE>", "start date <DATE>", "effective date <DATE>",
            "valid from <DATE>",
        "in force from <DATE>", "in effect from <DATE>", "commences on <DATE>", "commencement date <DATE>",
            "commencement <DATE>",
        "begins on <DATE>",
    ),
    "term until": ("valid until <DATE>", "ends on <DATE>", "end date <DATE>", "runs until <DATE>", "expires on <DATE>"),
    "term": ("duration <NUMBER>", "initial term", "minimum term", "contract term", "duration of", "term of"),
    "renew automatic for": (
        "renews automatically for <NUMBER>", "renews automatically every <NUMBER>", "renews for <NUMBER>",
        "automatic renewal for <NUMBER>", "auto-renews for <NUMBER>",
    ),
    "law": ("governing law", "governed by the law of", "governed by the laws of", "governed by", "applicable law"),
    "provider": ("supplier", "vendor", "contractor"),
    "customer": ("client",),
    "disputes": ("place of jurisdiction", "venue", "exclusive jurisdiction"),
    # services
    "open during": ("available during",),
    "contact": ("available by", "available via", "reachable by", "reachable via"),
    "patch critical": ("critical patches", "critical security patches", "critical updates"),
    **{f"latency {share}": (f"response time {share}", f"response times {share}") for share in ("p50", "p90", "p95", "p99")},
    "availability": ("uptime", "system availability", "guaranteed availability", "guaranteed uptime",
                     "availability of <PERCENT>", "availability is", "uptime of", "uptime is"),
    "includes": ("include", "included", "in scope", "scope <STRING>"),
    "excludes": ("exclude", "excluded", "not included", "does not include", "out of scope", "not in scope"),
    "maintenance": (
        "maintenance window", "maintenance windows", "scheduled maintenance", "planned maintenance", "regular maintenance",
        "routine maintenance", "scheduled maintenance window", "planned maintenance window",
        "maintenance every <DAY>", "maintenance each <DAY>", "maintenance on <DAY>", "maintenance on the",
        "scheduled maintenance on", "scheduled maintenance on the", "planned maintenance on the", "planned downtime",
    ),
    "emergency maintenance": ("urgent maintenance", "unplanned maintenance", "unscheduled maintenance"),
    "contact phone": ("hotline <STRING>", "phone <STRING>", "telephone <STRING>"),
    "contact email": ("email <STRING>", "e-mail <STRING>"),
    "contact portal": ("portal <STRING>",),
    # tickets
    "respond within": (
        "work begins within", "work begins in <NUMBER>", "work starts within", "work to begin within",
        "work to begin in <NUMBER>",
        "response time within", "response time <NUMBER>", "response within", "response <NUMBER>", "responds within",
            "answer within",
        "initial response within", "initial response <NUMBER>", "first response within", "first response <NUMBER>",
        "target response <NUMBER>", "reaction time <NUMBER>", "reaction within", "time to respond <NUMBER>",
            "respond <NUMBER>",
        "respond in <NUMBER>", "responded within", "response time of <NUMBER>", "reaction time within",
    ),
    "resolve within": (
        "resolution time within", "resolution time <NUMBER>", "resolution within", "resolution <NUMBER>", "resolved within",
        "target resolution <NUMBER>", "fix within", "fixed within", "fix time <NUMBER>", "repair within", "repaired within",
        "restore service within", "time to resolve <NUMBER>", "resolve <NUMBER>", "resolve in <NUMBER>",
        "solve within", "solved within", "resolution time of <NUMBER>", "repair time <NUMBER>",
    ),
    "acknowledge within": ("acknowledgement within", "acknowledged within", "acknowledge <NUMBER>",
        "acknowledgement <NUMBER>"),
    "workaround within": ("workaround <NUMBER>", "workaround in <NUMBER>", "temporary fix within"),
    "onsite within": ("on-site within", "on site within", "onsite <NUMBER>", "engineer on site within", "onsite in <NUMBER>"),
    "update by status-page within": ("update status page within", "update the status page within",
        "status page updated within"),
    "update by status-page every": ("update status page every", "update the status page every", "status page updated every"),
    "update every": ("updates every", "status updates every", "status update every", "progress updates every",
                     "progress update every", "update customer every", "update the customer every"),
    "escalate": ("escalated", "escalation"),
    "escalate to": ("escalate <STRING>",),
    "root-cause report within": ("root cause report within", "root cause analysis within", "rca within", "RCA within",
                                 "post-mortem within", "root cause within", "incident report within"),
    "starts when": ("start when",),
    "starts": ("clock starts", "timer starts"),
    "pauses": ("pause", "paused", "clock pauses", "clock paused", "timer pauses"),
    "stops": ("stop", "stopped", "clock stops", "timer stops"),
    "resumes": ("resume", "clock resumes"),
    "closes when": ("close when", "closed when"),
    "reopens": ("reopen", "reopened"),
    "applies otherwise": ("everything else", "anything else", "all other cases", "all other incidents", "all other tickets",
                          "all others", "all other issues"),
    # credits and money
    "paid on": ("credits are applied to", "credits applied to", "credits are paid on", "credits are issued on"),
    "sole remedy": ("credits are the sole remedy", "credits are the sole and exclusive remedy", "credits are sole remedy"),
    "cap": (
        "maximum credit", "maximum credits", "credits capped at", "credits limited to", "credits may not exceed",
        "credits shall not exceed", "total credits capped at", "total credits limited to", "credit cap", "cap on credits",
        "limited to", "capped at", "maximum <PERCENT>", "liability is limited to", "liability is capped at",
        "liability capped at", "liability limited to", "liability cap", "cap liability at", "limit liability to", "cap of",
        "cap at", "total liability capped at", "total liability limited to", "liability shall not exceed",
    ),
    "uncapped": ("no cap for", "unlimited for", "no limit for"),
    "insurance": ("insurance of <NUMBER>", "insured for <NUMBER>"),
    "claim": ("claims", "claim must be made", "claims must be made", "claim to be made", "credits claimed",
        "credits must be requested", "credits are claimed", "credits requested", "credits to be claimed",
        "credits must be claimed"),
    "paid": ("credits paid", "credited"),
    "charge": ("price <NUMBER>", "price <STRING>", "fee <NUMBER>", "fee <STRING>", "rate <NUMBER>", "price of <NUMBER>"),
    "charge at least": ("price from <NUMBER>", "fee from <NUMBER>", "minimum charge <NUMBER>", "minimum fee <NUMBER>"),
    "failure reported": ("failed backups reported", "failures reported", "failed jobs reported", "failed backup reported",
                         "failed backups notified", "failed backups are reported", "failures are reported", "failures notified"),
    "invoice": ("invoices", "invoiced", "billed", "billing"),
    "pay within": ("payment within", "payment due within", "pay <NUMBER>", "pay in <NUMBER>", "payment <NUMBER>",
                   "invoices payable within", "invoices paid within", "payable within", "payment in <NUMBER>"),
    "interest": ("late payment interest", "interest on late payment", "interest on late payments", "default interest",
        "late interest", "interest on arrears",
                 "late fee <PERCENT>"),
    "increase by": ("indexed by", "index by", "indexation by"),
    "increase": ("price increase", "price increases", "price rise", "price rises", "indexation", "fees increase",
        "prices increase"),
    # backups
    "runs within": ("runs completed within", "runs complete within", "backups completed within", "backup completed within"),
    "rpo": ("RPO","recovery point objective", "maximum data loss", "data loss at most", "data loss of at most",
        "data loss up to"),
    "rto": ("RTO","recovery time objective", "recovery time <NUMBER>", "recovery within", "recovered within"),
    "replication": ("replicated",),
    "full": ("full backup", "full backups", "full copy"),
    "incremental": ("incremental backup", "incremental backups"),
    "differential": ("differential backup", "differential backups"),
    **{f"{kind} {often}": (f"{often} {kind}", f"{often} {kind} backup", f"{often} {kind} backups")
       for kind in ("full", "incremental", "differential") for often in (*_COPIES, "nightly", "hourly")},
    "snapshot": ("snapshots",),
    "keep for": ("retention <NUMBER>", "retain <NUMBER>", "retain for", "retention of <NUMBER>", "keep backups <NUMBER>",
                 "retained <NUMBER>", "retained for",
                 "backups retained <NUMBER>", "backups retained for", "retention period <NUMBER>",
                 "kept for", "backups kept for", "retention for"),
    **{f"keep {often}": (f"keep {often} backups", f"retain {often} backups", f"retain {often}", f"{often} backups kept",
                         f"keep {often} copies", f"{often} copies kept") for often in _COPIES},
    **{f"keep {often} for": (f"{often} backups kept <NUMBER>", f"{often} copies kept <NUMBER>") for often in _COPIES},
    "patch all": ("patching", "all patches", "security patches"),
    "store": ("stored", "store copies", "storage"),
    "keys": ("encryption keys",),
    "test restore": ("restore test", "restore tests", "test restores", "restore testing", "test restoration"),
    "restore on request within": ("restore within", "restores within", "restore requests within", "file restore within"),
    "encrypt": ("encrypted with", "encrypted", "encrypt with", "encryption with", "encryption"),
    "encrypt at-rest , in-transit": ("encryption at rest and in transit",
                                     "encrypt at rest and in transit", "encrypted at rest and in transit"),
    "encrypt in-transit , at-rest": ("encryption in transit and at rest",
                                     "encrypt in transit and at rest", "encrypted in transit and at rest"),
    "encrypt at-rest": ("encryption at rest", "encrypt at rest", "encrypted at rest"),
    "encrypt in-transit": ("encryption in transit", "encrypt in transit", "encrypted in transit"),
    # duties, security, reports
    "must": ("shall", "customer must", "customer shall", "client must", "client shall", "the customer must",
        "the customer shall"),
    "content": ("contains", "contents"),
    "mfa required for": ("MFA for", "mfa for"),
    "mfa required": ("MFA required", "mfa mandatory", "MFA mandatory", "multi-factor authentication required"),
    "control": ("controls", "certification", "certified to", "certified under", "certifications"),
    "subcontract": ("subcontractors", "subcontractor", "sub-processors", "subprocessors"),
    "notify breach": ("notify of breach", "notify of breaches", "breach notification", "notify breaches"),
    "patch": ("patches",),
    "located in": ("location", "data located in", "data stored in", "hosted in", "stored in <NAME>"),
    "closed on holidays": tuple(
        f"{without} {kind} holidays{of}"
        for without in ("excluding", "except", "not on", "closed")
        for kind in ("public", "bank", "statutory", "national")
        for of in (" in", "")
    ),
    # the end
    "end by either": ("end by either party", "either party may end", "either party may terminate", "either may end",
                      "either may terminate", "terminate by either party", "termination by either party"),
    "end": ("terminate", "terminated"),
    "end by": ("termination by", "cancellation by", "cancel by"),
    "early fee": ("early termination fee", "early termination fees", "termination fee", "early exit fee", "exit fee"),
    "return data": ("return all data", "return the data", "return customer data", "data returned", "return of data",
                    "export data", "export all data"),
    "delete data": ("delete all data", "delete the data", "delete customer data", "data deleted", "deletion of data"),
    "assist": ("assistance", "exit assistance", "transition assistance", "assistance with"),
    "hand over data": ("data handed over", "data is handed over", "data are handed over"),
    "delete copies": ("all copies deleted", "copies deleted", "copies are deleted", "all copies are deleted"),
    "hand over": ("handover", "handover of", "hand-over", "hand-over of"),
}  # fmt: skip

#: The same by their first word, the longest first: the words that are said, and those of the language.
BEGINNINGS: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _meant, _ways in _SAID.items():
    for _said in _ways:
        BEGINNINGS.setdefault(_said.split()[0], []).append((tuple(_said.split()), _meant))
for _found in BEGINNINGS.values():
    _found.sort(key=lambda way: -len(way[0]))
