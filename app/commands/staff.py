"""The staff command: add somebody and print their password, once. Not here: the command line."""

from app.domain.password import new_password
from app.parts import Parts
from app.usecases.add_staff import add_staff


def add_to_staff(parts: Parts, email: str, role: str, name: str = "") -> int:
    """Add the account, print its password, and return the exit code.

    Raises:
        StaffRefused: as ``add_staff`` says.
    """
    password = new_password()
    news = add_staff(
        parts.sessions,
        email=email,
        role=role,
        password=password,
        now=parts.clock(),
        name=name,
        partners=parts.partners,
    )
    parts.wake(news)
    print(f"Added {email} as {role}. Password: {password}")
    return 0
