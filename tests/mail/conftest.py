"""The sandbox as the mail's world."""

from tests.fixtures.outside import running_sandbox, sandbox

__all__ = ["running_sandbox", "sandbox"]
