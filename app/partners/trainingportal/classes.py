"""Keeping one class there as it is here: added, updated, cancelled, restored (A3-A6).

What is called for follows from how the class is here and what Trainingportal holds of it, not from
what happened: a newer telling stands for all older ones (T12).
"""

from dataclasses import dataclass

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import Event
from app.partners.trainingportal.client import TrainingportalClient
from app.partners.trainingportal.payload import ClassForm, CurrencyRefused, Dialect, class_form
from app.partners.trainingportal.reply import Done, Kept, Said, read_class, read_status

# As this destination's ``known`` names them: the schedule it holds (T6), whether it is cancelled.
KNOWN_SCHEDULE = "class"
KNOWN_CANCELLED = "cancelled"
_YES, _NO = "yes", "no"

Answer = Kept | Said | Unreachable


@dataclass(frozen=True, slots=True)
class ClassTelling:
    """One telling of a class; ``cancels``: the call that cancels may be used (S1)."""

    client: TrainingportalClient
    event: Event
    dialect: Dialect
    cancels: bool
    key: str
    until: float

    def tell(self) -> Outcome:
        """Bring the class there to how it is here."""
        try:
            form = class_form(self.event.course_class, self.dialect)
        except CurrencyRefused as refused:
            return Refused(str(refused))
        if self.event.course_class.cancelled:
            return self._cancel(form)
        answer = self._restore(form) if self._known_cancelled else self._keep(form)
        if isinstance(answer, Kept) and answer.cancelled:
            answer = self._restore(form)
        return self._outcome(answer, form)

    @property
    def _course(self) -> str:
        return self.event.course_class.program_code

    @property
    def _number(self) -> str:
        return self.event.course_class.code

    @property
    def _held(self) -> str | None:
        return self.event.known.get(KNOWN_SCHEDULE)

    @property
    def _known_cancelled(self) -> bool:
        return self.event.known.get(KNOWN_CANCELLED) == _YES

    def _add(self, form: ClassForm) -> Answer:
        fields = form.to_add()
        reply = self.client.add_class(self._course, fields, key=self.key, until=self.until)
        return read_class(reply, sent=fields)

    def _update(self, form: ClassForm) -> Answer:
        fields = form.to_update(held=self._held)
        reply = self.client.update_class(self._course, fields, key=self.key, until=self.until)
        return read_class(reply, sent=fields)

    def _keep(self, form: ClassForm) -> Answer:
        """Add the class where they have it not, else update it."""
        if self._held is None:
            answer = self._add(form)
            return self._update(form) if isinstance(answer, Said) and answer.present else answer
        answer = self._update(form)
        # It was deleted there (T11: cancelling deletes), so it is added anew.
        return self._add(form) if isinstance(answer, Said) and answer.absent else answer

    def _restore(self, form: ClassForm) -> Answer:
        """Undo the cancellation: 404 means that it is gone and added anew, 409 that it is done.

        What changed meanwhile, the free seats above all, they are told as well.
        """
        course, number = self._course, self._number
        reply = self.client.restore_class(course, number, key=self.key, until=self.until)
        answer = read_status(reply)
        if isinstance(answer, Said) and answer.absent:
            return self._add(form)
        if isinstance(answer, Done) or (isinstance(answer, Said) and answer.present):
            return self._update(form)
        return answer

    def _cancel(self, form: ClassForm) -> Outcome:
        if self._known_cancelled:
            return Told("Trainingportal has it cancelled")
        if not self.cancels:
            return self._empty(form)
        course, number = self._course, self._number
        reply = self.client.cancel_class(course, number, key=self.key, until=self.until)
        answer = read_status(reply)
        if isinstance(answer, Unreachable):
            return answer
        if isinstance(answer, Said) and not (answer.absent or answer.present):
            return answer.refused()
        gone = isinstance(answer, Said) and answer.absent
        words = "Trainingportal has it no more" if gone else "Trainingportal has it cancelled"
        return Told(words, {KNOWN_CANCELLED: _YES})

    def _empty(self, form: ClassForm) -> Outcome:
        """Leave no free seat, where the call that cancels is not confirmed by Mintra yet (S1)."""
        answer = self._update(form)
        match answer:
            case Kept():
                words = (
                    "warning: cancelling by call is off (TRAININGPORTAL_CONFIRMED), so"
                    " Trainingportal was told of no free seats: have Mintra cancel it"
                )
                return Told(words, {KNOWN_SCHEDULE: form.fingerprint})
            case Said():
                return Told("Trainingportal has it not") if answer.absent else answer.refused()
        return answer

    def _outcome(self, answer: Answer, form: ClassForm) -> Outcome:
        match answer:
            case Kept(warning):
                seats = form.fields["availableSeats"]
                words = f"Trainingportal shows {seats} free seats"
                learned = {KNOWN_SCHEDULE: form.fingerprint}
                if self._known_cancelled:
                    learned[KNOWN_CANCELLED] = _NO
                return Told(f"warning: {warning}" if warning else words, learned)
            case Said():
                return answer.refused()
        return answer
