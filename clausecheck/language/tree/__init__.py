"""The tree: one dataclass for each block and each clause. This is the one schema.

A class is named like its rule in `grammar/agreement.lark`, a field like the rule of the value or the part that
fills it (a trailing underscore only avoids a word of Python). From these classes come the type checks of the
reader, the JSON export and its schema, the type checks of the rules, and the language reference: the
docstring of a class is its entry there.

A new clause is a grammar rule, a class here, and an example in `samples/tour.sla`.
"""

# isort: off
# fmt: off
# In the order of the language, in which the classes register.
from clausecheck.language.tree.base import (
    ACTORS, EXCEPTIONS, KINDS, SUBJECTS, TARGETS, Actor, Block, Broken, C, Clause, Deadline, Document,
    FieldSpec, Length, Limit, Moment, N, Node, Period, Place, Price, Scope, Spans, Weekdays, Where,
    Words, flag, optional, required, several, statement,
)
from clausecheck.language.tree.blocks import (
    Agreement, Backup, Change, Clock, Confidentiality, Credits, Data, Define, Duties, Exceptions, Exit,
    Fees, ForceMajeure, Hours, Liability, Metric, Onboarding, Plan, Priority, Relies, Report, Scale,
    Security, Service, Site, SpecialClause, Termination, TextFor,
)
from clausecheck.language.tree.general import (
    Amend, Assign, Belongs, Currency, Customer, Disputes, Effective, Kind, Language, Law, May, Owner,
    Precedence, Provider, Purpose, Reference, Renew, See, Signed, Status, Term, ZoneIs,
)
from clausecheck.language.tree.hours import (
    Closed, OpenClause, Opening,
)
from clausecheck.language.tree.services import (
    Availability, Contact, Covers, Deliver, Downtime, EmergencyMaintenance, Excludes, Includes, Latency,
    Licence, LimitTo, Maintenance, NoGuarantee, Outage, Patch,
)
from clausecheck.language.tree.tickets import (
    Acknowledge, Applies, Closes, Contain, Decided, Dispatch, Escalate, Example, Handled, Lower, Onsite,
    Pauses, RaiseTo, Reminds, Reopens, Resolve, Respond, Resumes, RootCauseReport, Starts, Stops, Update,
    Work, Workaround,
)
from clausecheck.language.tree.measuring import (
    Cap, Claim, Content, Credit, Decide, EarnBack, Forfeit, FormulaIs, Guarantee, Paid, Review,
    SoleRemedy,
)
from clausecheck.language.tree.backups import (
    Access, CopyOnRequest, Differential, Encrypt, Failback, Failover, Failure, Full, Incremental, Keep,
    Keys, LogShipping, Media, NewSystems, Replication, RestoreOnRequest, RestoreOrder, Rpo, Rto, Runs,
    SizeIs, Snapshot, Store, TestRestore, Verify,
)
from clausecheck.language.tree.duties import (
    Accept, Approve, Assess, Audit, Charge, Control, Controller, Dispute, Excuse, Increase, Indemnify,
    Insurance, Interest, Invoice, Liable, Located, Mfa, Must, Notify, Pay, Personal, Processor, Refund,
    Request, Subcontract, Transfer, TrueUp, Uncapped, Warrant,
)
from clausecheck.language.tree.ending import (
    Assist, Delete, EarlyFee, End, ExitPlan, HandOver, NoEnd, NoLiability, NoticeTo, NoWithholding,
    Return, Survives, Suspend, Void, Withdraw,
)

__all__ = [
    "ACTORS", "C", "EXCEPTIONS", "KINDS", "N", "SUBJECTS", "TARGETS", "Accept", "Access", "Acknowledge",
    "Actor", "Agreement", "Amend", "Applies", "Approve", "Assess", "Assign", "Assist", "Audit",
    "Availability", "Backup", "Belongs", "Block", "Broken", "Cap", "Change", "Charge", "Claim", "Clause",
    "Clock", "Closed", "Closes", "Confidentiality", "Contact", "Contain", "Content", "Control",
    "Controller", "CopyOnRequest", "Covers", "Credit", "Credits", "Currency", "Customer", "Data",
    "Deadline", "Decide", "Decided", "Define", "Delete", "Deliver", "Differential", "Dispatch",
    "Dispute", "Disputes", "Document", "Downtime", "Duties", "EarlyFee", "EarnBack", "Effective",
    "EmergencyMaintenance", "Encrypt", "End", "Escalate", "Example", "Exceptions", "Excludes", "Excuse",
    "Exit", "ExitPlan", "Failback", "Failover", "Failure", "Fees", "FieldSpec", "ForceMajeure",
    "Forfeit", "FormulaIs", "Full", "Guarantee", "HandOver", "Handled", "Hours", "Includes", "Increase",
    "Incremental", "Indemnify", "Insurance", "Interest", "Invoice", "Keep", "Keys", "Kind", "Language",
    "Latency", "Law", "Length", "Liability", "Liable", "Licence", "Limit", "LimitTo", "Located",
    "LogShipping", "Lower", "Maintenance", "May", "Media", "Metric", "Mfa", "Moment", "Must",
    "NewSystems", "NoEnd", "NoGuarantee", "NoLiability", "NoWithholding", "Node", "NoticeTo", "Notify",
    "Onboarding", "Onsite", "OpenClause", "Opening", "Outage", "Owner", "Paid", "Patch", "Pauses", "Pay",
    "Period", "Personal", "Place", "Plan", "Precedence", "Price", "Priority", "Processor", "Provider",
    "Purpose", "RaiseTo", "Reference", "Refund", "Relies", "Reminds", "Renew", "Reopens", "Replication",
    "Report", "Request", "Resolve", "Respond", "RestoreOnRequest", "RestoreOrder", "Resumes", "Return",
    "Review", "RootCauseReport", "Rpo", "Rto", "Runs", "Scale", "Scope", "Security", "See", "Service",
    "Signed", "Site", "SizeIs", "Snapshot", "SoleRemedy", "Spans", "SpecialClause", "Starts", "Status",
    "Stops", "Store", "Subcontract", "Survives", "Suspend", "Term", "Termination", "TestRestore",
    "TextFor", "Transfer", "TrueUp", "Uncapped", "Update", "Verify", "Void", "Warrant", "Weekdays",
    "Where", "Withdraw", "Words", "Work", "Workaround", "ZoneIs", "flag", "optional", "required",
    "several", "statement",
]
# fmt: on
