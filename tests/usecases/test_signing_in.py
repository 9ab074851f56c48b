"""Signing in and changing a password: nobody guesses for long, nobody learns who has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.staff import Role
from app.domain.tries import TooOften
from app.store.database import Database, reading, transaction
from app.store.sign_in import SignInAttempt, note_attempt
from app.store.staff import Staff
from app.usecases.add_staff import StaffRefused, add_staff, ensure_staff
from app.usecases.change_password import PasswordRefused, change_password
from app.usecases.sign_in import SignedIn, SignInRefused, limits_of, sign_in
from app.usecases.sign_out import sign_out
from tests.worlds import NOW

ADDRESS = "coordinator@example.org"
SECRET = "of the site"
PASSWORD = "correct horse battery"
OTHER = "another long password"


@pytest.fixture
def desk(sessions: Database) -> Database:
    add_staff(sessions, email=ADDRESS, role="coordinator", password=PASSWORD, now=NOW)
    return sessions


def enter(
    sessions: Database,
    *,
    email: str = ADDRESS,
    password: str = PASSWORD,
    address: str = "192.0.2.1",
    after: timedelta = timedelta(),
) -> SignedIn:
    return sign_in(
        sessions,
        email=email,
        password=password,
        address=address,
        secret=SECRET,
        now=NOW + after,
    )


def guess(sessions: Database, times: int, *, email: str = ADDRESS, address: str = "a") -> None:
    """Guess wrongly: the last guess is a real one, those before it are only counted, for speed."""
    limits = limits_of(email=email, address=address, secret=SECRET)
    for _ in range(times - 1):
        with transaction(sessions) as session:
            assert note_attempt(session, limits, now=NOW) is None
    with pytest.raises(SignInRefused):
        enter(sessions, email=email, password="a wrong guess", address=address)


def test_the_right_password_signs_in_in_whatever_case_the_address_is_written(
    desk: Database,
) -> None:
    assert enter(desk, email=" Coordinator@Example.ORG ") == enter(desk)


def test_a_wrong_password_and_an_unknown_account_are_refused_alike(desk: Database) -> None:
    words = set()
    for email in (ADDRESS, "nobody@example.org"):
        with pytest.raises(SignInRefused) as caught:
            enter(desk, email=email, password="a wrong guess")
        words.add(str(caught.value))
    assert words == {"The email address or the password is not right"}


def test_an_account_that_was_closed_does_not_sign_in(desk: Database) -> None:
    with transaction(desk) as session:
        session.execute(update(Staff).values(active=False))
    with pytest.raises(SignInRefused):
        enter(desk)


@pytest.mark.parametrize("email", [ADDRESS, "nobody@example.org"], ids=["known", "unknown"])
def test_after_five_wrong_tries_even_the_right_one_has_to_wait(desk: Database, email: str) -> None:
    guess(desk, 5, email=email)
    with pytest.raises(TooOften) as caught:
        enter(desk, email=email, address="a")
    assert str(caught.value) == "Too many tries. Try again in 15 minutes"


def test_without_the_limit_guessing_goes_on(
    desk: Database,
) -> None:
    # The negative control: five tries from each of five places meet no limit of their own.
    for number in range(5):
        guess(desk, 5, address=f"place {number}")


def test_the_wait_is_over_after_a_quarter_of_an_hour(desk: Database) -> None:
    guess(desk, 5)
    with pytest.raises(TooOften) as caught:
        enter(desk, address="a", after=timedelta(minutes=14, seconds=1))
    assert str(caught.value) == "Too many tries. Try again in 1 minute"
    enter(desk, address="a", after=timedelta(minutes=15))


def test_somebody_elsewhere_is_not_kept_out_by_five_wrong_tries(desk: Database) -> None:
    guess(desk, 5)
    enter(desk, address="b")


def test_the_many_addresses_of_one_subscriber_are_one_place(desk: Database) -> None:
    for number in range(5):
        with pytest.raises(SignInRefused):
            enter(desk, password="a wrong guess", address=f"2001:db8:1:2::{number}")
    with pytest.raises(TooOften):
        enter(desk, address="2001:db8:1:2::ffff")
    enter(desk, address="2001:db8:1:3::1")


def test_whoever_gets_in_is_forgiven_at_all_addresses_of_theirs(desk: Database) -> None:
    for place in ("1", "2"):
        guess(desk, 4, address=f"2001:db8::{place}")
        enter(desk, address="2001:db8::3")


def test_many_places_together_cannot_guess_one_account(desk: Database) -> None:
    for number in range(5):
        guess(desk, 5, address=f"place {number}")
    with pytest.raises(TooOften):
        enter(desk, address="yet another")


def test_one_place_cannot_try_many_accounts(desk: Database) -> None:
    for number in range(10):
        guess(desk, 5, email=f"guess{number}@example.org")
    with pytest.raises(TooOften):
        enter(desk, address="a")


def test_a_right_try_forgets_the_wrong_ones_before_it(desk: Database) -> None:
    guess(desk, 4)
    enter(desk, address="a")
    guess(desk, 4)
    enter(desk, address="a")


def test_tries_are_kept_without_a_name_and_not_for_long(desk: Database) -> None:
    guess(desk, 2)
    with reading(desk) as session:
        subjects = session.scalars(select(SignInAttempt.subject)).all()
    assert all(ADDRESS not in subject and len(subject) == 64 for subject in subjects)
    enter(desk, after=timedelta(hours=1))
    with reading(desk) as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 2


def test_a_new_password_signs_in_and_ends_the_sessions_of_the_old_one(desk: Database) -> None:
    before = enter(desk)
    version = change_password(desk, staff_id=before.staff_id, current=PASSWORD, new=OTHER, now=NOW)
    assert version == before.version + 1
    assert enter(desk, password=OTHER).version == version
    with pytest.raises(SignInRefused):
        enter(desk)


@pytest.mark.parametrize(
    ("current", "new", "field", "reason"),
    [
        ("a wrong guess", OTHER, "current", "This is not your current password"),
        (PASSWORD, "short", "new", "The new password must have 12 characters or more"),
        (PASSWORD, "x" * 201, "new", "The new password must have 200 characters or fewer"),
        (PASSWORD, PASSWORD, "new", "The new password must not be the current one"),
    ],
    ids=["wrong", "short", "long", "same"],
)
def test_a_password_that_will_not_do_changes_nothing(
    desk: Database, current: str, new: str, field: str, reason: str
) -> None:
    staff_id = enter(desk).staff_id
    with pytest.raises(PasswordRefused) as caught:
        change_password(desk, staff_id=staff_id, current=current, new=new, now=NOW)
    assert (caught.value.field, str(caught.value)) == (field, reason)
    assert enter(desk).version == 1


def test_the_current_password_cannot_be_guessed_from_an_open_session(desk: Database) -> None:
    staff_id = enter(desk).staff_id
    for _ in range(5):
        with pytest.raises(PasswordRefused):
            change_password(desk, staff_id=staff_id, current="a guess", new=OTHER, now=NOW)
    with pytest.raises(PasswordRefused, match="Too many tries"):
        change_password(desk, staff_id=staff_id, current=PASSWORD, new=OTHER, now=NOW)


def test_an_account_is_added_once_with_a_role_there_is(desk: Database) -> None:
    for email, role, words in (
        (ADDRESS, "admin", "is on the staff already"),
        ("x@example.org", "king", "there is no role king; there are: admin, coordinator"),
        ("nobody", "admin", "nobody is not an e-mail address"),
    ):
        with pytest.raises(StaffRefused, match=words):
            add_staff(desk, email=email, role=role, password=PASSWORD, now=NOW)


def test_the_demo_account_is_made_once_and_its_password_made_to_fit(sessions: Database) -> None:
    for password, version in ((PASSWORD, 1), (PASSWORD, 1), (OTHER, 2)):
        ensure_staff(sessions, email=ADDRESS, role=Role.ADMIN, password=password, now=NOW)
        assert enter(sessions, password=password).version == version


def test_signing_out_ends_every_session_of_the_account_and_of_no_other(desk: Database) -> None:
    add_staff(desk, email="other@example.org", role="bookkeeper", password=PASSWORD, now=NOW)
    before, other = enter(desk), enter(desk, email="other@example.org")
    sign_out(desk, staff_id=before.staff_id)
    assert enter(desk).version == before.version + 1
    assert enter(desk, email="other@example.org") == other
