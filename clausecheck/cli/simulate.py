"""`clausecheck simulate`: all deadlines of one ticket."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    CommandError,
    color_option,
    coloured,
    emit,
    encoding,
    end_with_problems,
    one_agreement,
    output_option,
    visible,
    width,
)
from clausecheck.cli.runs import DateType

if TYPE_CHECKING:
    from clausecheck.agreement.model import Agreement


@click.command(
    "simulate",
    epilog="""\b
Examples:
  clausecheck simulate samples/tour.sla --priority P2 --at "2027-05-28 16:50"
  clausecheck simulate draft.sla --priority P1 --site HQ --at 2027-12-24T11:30
  clausecheck simulate draft.sla --priority P3 --at 2027-05-28T15:50Z --format json
  clausecheck simulate draft.sla --priority P2 --at "2027-05-28 16:50" --events ticket.yaml
  clausecheck simulate draft.sla --priority P2 --at "2027-05-28 09:10" --event "2027-05-28 17:10 waiting for customer"

An event says when, what, and for whom or to what. In a file it is YAML or CSV:
  - {at: 2027-05-28 10:00, event: waiting, for: customer}
  - {at: 2027-05-28 11:30, event: answered}
  - {at: 2027-05-28 11:40, event: priority, to: P1}
Other events: acknowledged, responded, onsite, workaround, resolved, closed, reopened.""",
)
@click.argument("file", shell_complete=names.files)
@click.option(
    "--at",
    required=True,
    metavar="WHEN",
    help='When it is logged: "2027-05-28 16:50" in the time zone of the agreement, or with Z or an offset.',
)
@click.option(
    "--events",
    metavar="FILE",
    shell_complete=names.files,
    help="What happens to it, as a list in YAML or as CSV (`-` for standard input).",
)
@click.option(
    "--event",
    "single",
    multiple=True,
    metavar="EVENT",
    help='One event, such as "2027-05-28 17:10 waiting for customer"; may be repeated.',
)
@click.option(
    "--priority",
    metavar="NAME",
    shell_complete=names.declared("priority"),
    help="Its priority; needed where the agreement has any.",
)
@click.option(
    "--service",
    metavar="NAME",
    shell_complete=names.declared("service"),
    help="The service that it is about.",
)
@click.option(
    "--site", metavar="NAME", shell_complete=names.declared("site"), help="The site at which it is."
)
@click.option(
    "--plan", metavar="NAME", shell_complete=names.declared("plan"), help="The plan that the customer has."
)
@click.option(
    "--region", metavar="NAME", shell_complete=names.declared("region"), help="The region in which it is."
)
@click.option(
    "--tier", metavar="NAME", shell_complete=names.declared("tier"), help="The tier of the service."
)
@click.option(
    "--family", metavar="NAME", shell_complete=names.declared("family"), help="The family of products."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@output_option
@click.option(
    "--as-of", type=DateType(), metavar="DATE", help="The day that counts as today, such as 2027-01-31."
)
@color_option
def command(
    file: str,
    at: str,
    events: str | None,
    single: tuple[str, ...],
    priority: str | None,
    service: str | None,
    site: str | None,
    plan: str | None,
    region: str | None,
    tier: str | None,
    family: str | None,
    form: str,
    output: str | None,
    as_of: dt.date | None,
    color: str,
) -> None:
    """Show all deadlines of one ticket under FILE (or `-`): when each falls due, by which clause, and a drawing of the
    hours in between, with holidays and closures named; and what each event of its life does to each deadline.

    What could not be read is left out, and makes the exit code 1.
    """
    from clausecheck.agreement.events import EventError
    from clausecheck.agreement.targets import Case
    from clausecheck.cli.events import Events
    from clausecheck.reports import timeline
    from clausecheck.reports.deadlines import DeadlineReport
    from clausecheck.reports.ticket import BadMoment, Simulation, moment

    try:
        local = moment(at)
    except BadMoment as error:
        raise click.BadParameter(visible(str(error)), param_hint="--at") from None
    agreement = one_agreement(file)
    case = Case(
        _named(agreement, "priority", priority),
        _named(agreement, "service", service),
        _named(agreement, "plan", plan),
        _named(agreement, "site", site),
        _named(agreement, "region", region),
        _named(agreement, "tier", tier),
        _named(agreement, "family", family),
    )
    if events == "-" == file:
        raise click.BadParameter(
            "standard input is the agreement already; name a file.", param_hint="--events"
        )
    report = DeadlineReport(agreement, as_of or dt.date.today())
    try:
        simulation = Simulation(report, case, local, Events(report).read(events, single))
    except EventError as error:
        raise CommandError(visible(str(error))) from None
    if form == "json":
        emit(json.dumps(timeline.data(simulation), indent=2), output)
    elif form == "markdown":
        emit(timeline.markdown(simulation), output)
    else:
        from clausecheck.reports.terminal import Pen, drawn

        pen = Pen.of(width(output), False, encoding(output))
        emit(drawn(timeline.blocks(simulation, pen), pen, coloured(color, output)), output)
    end_with_problems(agreement, file)


def _named(agreement: Agreement, kind: str, name: str | None) -> str | None:
    """A name that the agreement declares. Raises a usage error with what was probably meant."""
    known = list(agreement.names.get(kind, {}))
    if name is None:
        if kind == "priority" and known:
            raise click.UsageError(f"--priority is needed: {_listed(known)}.")
        return None
    if name in known:
        return name
    import difflib

    folded = {other.casefold(): other for other in known}
    near = difflib.get_close_matches(name.casefold(), folded, 1, 0.6)
    if near:
        hint = f" Did you mean {visible(folded[near[0]])}?"
    elif known:
        hint = f" There are {_listed(known)}."
    else:
        hint = f" The agreement has no {kind}."
    raise click.BadParameter(f"no {kind} is called {name!r}.{hint}", param_hint=f"--{kind}")


def _listed(names: list[str]) -> str:
    shown = [visible(name) for name in names[:10]] + ["…"] * (len(names) > 10)
    return f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else shown[0]
