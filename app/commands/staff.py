"""The staff commands: add somebody and print their password, once; name somebody anew.

Not here: the command line.
"""

from app.domain.password import new_password
from app.parts import Parts
from app.usecases.add_staff import add_staff
from app.usecases.name_staff import name_staff


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


def name_member(parts: Parts, who: str, name: str) -> int:
    """Give a member of staff another name and return the exit code.

    Raises:
        ContactRefused: the name is none.
        StaffUnknown: nobody like that is on the staff.
    """
    now = parts.clock()
    parts.wake(name_staff(parts.sessions, who=who, name=name, partners=parts.partners, now=now))
    print(f"{who} is called {' '.join(name.split())} now.")
    return 0
