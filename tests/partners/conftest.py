"""The sandbox as the partners' world, and the partners built as the registry builds them."""

import pytest

from app.sandbox.server import Sandbox
from tests.fixtures.outside import running_sandbox, sandbox
from tests.partners.built import Built, built
from tests.partners.inbound_world import desk, portal

__all__ = ["desk", "partners", "portal", "running_sandbox", "sandbox"]


@pytest.fixture
def partners(sandbox: Sandbox) -> Built:
    """Give the partners that talk to the sandbox."""
    return built(sandbox.url)
