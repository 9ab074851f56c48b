"""The reconcile command: whoever can be read is compared, and a line is said of each.

Partners with what they were told, gateways with payments and places.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime

from app.commands.line import Mistake
from app.domain.account import Accountable
from app.domain.naming import name_destination
from app.domain.reconcile import Readable
from app.parts import Parts
from app.usecases.prove_settlement import NotRead, prove_settlement
from app.usecases.reconcile import reconcile


def compare_all(parts: Parts, *, only: Collection[str] = (), since: date | None = None) -> int:
    """Compare, print what was found, and return the exit code: 1 where anything differs.

    ``only`` are those to read, all without it; ``since`` has accounts read anew from then on.

    Raises:
        Mistake: somebody is to be read who cannot be.
    """
    readable: dict[str, object] = {**parts.partners, **parts.gateways}
    able = {
        name: each for name, each in readable.items() if isinstance(each, Readable | Accountable)
    }
    unable = sorted(set(only) - set(able))
    if unable:
        raise Mistake(f"{unable[0]}: cannot be read; those that can: {', '.join(able) or 'none'}")
    differ = False
    for name, each in able.items():
        if only and name not in only:
            continue
        if isinstance(each, Readable):
            differ |= _compare(parts, name, each)
        else:
            differ |= _prove(parts, name, each, since=since)
    parts.archive.flush()
    return int(differ)


def _compare(parts: Parts, name: str, partner: Readable) -> bool:
    report = reconcile(parts.sessions, partner=partner, name=name, now=parts.clock())
    kinds = ", ".join(
        f"{number} {kind.value.replace('_', ' ')}" for kind, number in report.differences.items()
    )
    print(f"{name_destination(name)}: {report.compared} compared, {kinds or 'all in step'}")
    if report.not_read:
        print(f"  not read: {report.not_read}")
    if report.differences:
        print("  The differences, each with what can be done about it: /staff/reconcile")
    return bool(report.differences)


def _prove(parts: Parts, name: str, account: Accountable, *, since: date | None) -> bool:
    begin = datetime(since.year, since.month, since.day, tzinfo=UTC) if since else None
    proof = prove_settlement(
        parts.sessions, account=account, name=name, now=parts.clock(), since=begin
    )
    called = name_destination(name)
    if isinstance(proof, NotRead):
        print(f"{called}: could not be read to its end: {proof.words}")
        return True
    kinds = ", ".join(
        f"{number} {kind.value.replace('_', ' ')}" for kind, number in proof.found.items()
    )
    print(
        f"{called}: {proof.payments} payments and {proof.entries} entries compared, "
        f"{kinds or 'all in step'}; {proof.unexplained} unexplained"
    )
    if proof.unexplained:
        print("  Each with what can be done about it: /staff/settlement")
    return bool(proof.unexplained)
