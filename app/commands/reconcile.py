"""The reconcile command: every partner that can be read is compared, and a line is said of each."""

from app.domain.naming import name_destination
from app.domain.reconcile import Readable
from app.parts import Parts
from app.usecases.reconcile import reconcile


def compare_all(parts: Parts) -> int:
    """Compare, print what was found, and return the exit code: 1 where anything differs."""
    differ = False
    for name, partner in parts.partners.items():
        readable: object = partner
        if not isinstance(readable, Readable):
            continue
        report = reconcile(parts.sessions, partner=readable, name=name, now=parts.clock())
        kinds = ", ".join(
            f"{number} {kind.value.replace('_', ' ')}"
            for kind, number in report.differences.items()
        )
        print(f"{name_destination(name)}: {report.compared} compared, {kinds or 'all in step'}")
        if report.not_read:
            print(f"  not read: {report.not_read}")
        differ |= bool(report.differences)
    parts.archive.flush()
    if differ:
        print("The differences, each with what can be done about it: /staff/reconcile")
    return int(differ)
