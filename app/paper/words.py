"""The words on receipts, invoices and credit notes, in the languages they are issued in.

A further language is a further ``Words``. What was bought is called as the catalogue calls it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale, dates, numbers

from app.domain.instalment import Instalment, Part
from app.domain.money import Money, exponent
from app.domain.paper import PaperKind
from app.domain.reason import OwnReason, say_reason


@dataclass(frozen=True, slots=True)
class Words:
    """One language; ``locale`` is babel's name for how numbers and days are written.

    ``by_hand`` are ways in which money comes without a gateway; ``reasons`` the product's own;
    ``reverse_charge_once`` is what was said of it up to the fourth layout; ``write`` what stands
    with a transfer; ``left`` what is to be paid after a part of it.
    """

    locale: str
    kinds: Mapping[PaperKind, str]
    number: str
    issued: str
    supplied: str
    order: str
    due: str
    to: str
    from_: str
    registration: str
    your_reference: str
    vat_number: str
    bank: str
    write: str
    corrects: str
    reason: str
    what: str
    rate: str
    net: str
    tax: str
    gross: str
    total: str
    currency: str
    untaxed: str
    exempt: str
    exempted: str
    reverse_charge_once: str
    reverse_charge: str
    excess: str
    paid: str
    sent_back: str
    came_back: str
    unspelt: str
    page: str
    by_hand: Mapping[str, str]
    reasons: Mapping[OwnReason, str]
    parts: Mapping[Part, str]
    left: str
    left_by: str
    part_of: str

    def day(self, day: date) -> str:
        """Return a day as the language writes it."""
        return dates.format_date(day, "long", locale=self.locale)

    def country(self, code: str) -> str:
        """Return a country's name by its two letters; one that is none is named as it is kept."""
        return str(Locale.parse(self.locale).territories.get(code, code))

    def amount(self, minor: int, currency: str) -> str:
        """Return an amount with the decimals of its currency, without the currency."""
        pattern = f"#,##0.{'0' * exponent(currency)}".rstrip(".")
        major = Money(minor, currency).major
        return numbers.format_decimal(major, format=pattern, locale=self.locale)

    def part(self, minor: int, currency: str) -> str:
        """Return of which sum it is a part, or nothing where it is none."""
        amount = f"{currency} {self.amount(minor, currency)}"
        return self.part_of.format(amount=amount) if minor else ""

    def about(self, instalment: Instalment, currency: str) -> str:
        """Return which part of an order a payment was, and what was left to pay after it."""
        said, amount = self.parts[instalment.part], self.amount(instalment.left, currency)
        if not instalment.left:
            return said
        sentence = self.left_by if instalment.by else self.left
        day = self.day(instalment.by) if instalment.by else ""
        return f"{said} {sentence.format(amount=f'{currency} {amount}', day=day)}"


_EN = Words(
    locale="en_GB",
    kinds={
        PaperKind.RECEIPT: "Receipt",
        PaperKind.INVOICE: "Invoice",
        PaperKind.CREDIT_NOTE: "Credit note",
        PaperKind.CORRECTION: "Correction",
    },
    number="Number",
    issued="Issued",
    supplied="Date of supply",
    order="Order",
    due="Due",
    to="To",
    from_="From",
    registration="Registration no.",
    your_reference="Your reference",
    vat_number="VAT no.",
    bank="Pay to",
    write="Write with it",
    corrects="About {kind} {number} of {day}",
    reason="Reason",
    what="Description",
    rate="VAT rate",
    net="Net",
    tax="VAT",
    gross="Gross",
    total="Total {currency}",
    currency="All amounts in {currency}",
    untaxed="no VAT",
    exempt="exempt",
    exempted="Exempt from VAT.",
    reverse_charge_once="Exempt from VAT: reverse charge, the recipient owes the tax.",
    reverse_charge="Reverse charge: exempt from VAT, the recipient owes the tax.",
    excess="Paid beyond the price of the order",
    paid="Paid by {gateway} on {day}.",
    sent_back="Sent back by {gateway} on {day}.",
    came_back="Came back by {gateway}, noted on {day}.",
    unspelt="as on order {order}",
    page="Page {page} of {pages}",
    by_hand={"transfer": "bank transfer", "cash": "cash", "terminal": "card terminal"},
    parts={Part.DEPOSIT: "This is for a deposit.", Part.REST: "This is for the rest of the order."},
    left="Left to pay: {amount}.",
    left_by="Left to pay: {amount}, until {day}.",
    part_of="This is a part of {amount} that goes back in all.",
    reasons={each: say_reason(each, "{about}") for each in OwnReason},
)
_NB = Words(
    locale="nb",
    kinds={
        PaperKind.RECEIPT: "Kvittering",
        PaperKind.INVOICE: "Faktura",
        PaperKind.CREDIT_NOTE: "Kreditnota",
        PaperKind.CORRECTION: "Korreksjon",
    },
    number="Nummer",
    issued="Utstedt",
    supplied="Leveringsdato",
    order="Bestilling",
    due="Forfall",
    to="Til",
    from_="Fra",
    registration="Org.nr.",
    your_reference="Deres referanse",
    vat_number="MVA-nr.",
    bank="Betales til",
    write="Merkes med",
    corrects="Gjelder {kind} {number} av {day}",
    reason="Årsak",
    what="Beskrivelse",
    rate="MVA-sats",
    net="Netto",
    tax="MVA",
    gross="Brutto",
    total="Sum {currency}",
    currency="Alle beløp i {currency}",
    untaxed="uten MVA",
    exempt="fritatt",
    exempted="Fritatt for MVA.",
    reverse_charge_once="Fritatt for MVA: omvendt avgiftsplikt, mottakeren skylder avgiften.",
    reverse_charge=(
        "Omvendt avgiftsplikt (Reverse charge): fritatt for MVA, mottakeren skylder avgiften."
    ),
    excess="Betalt utover bestillingens pris",
    paid="Betalt med {gateway} {day}.",
    sent_back="Tilbakebetalt med {gateway} {day}.",
    came_back="Kom i retur fra {gateway}, notert {day}.",
    unspelt="som i bestilling {order}",
    page="Side {page} av {pages}",
    by_hand={"transfer": "bankoverføring", "cash": "kontanter", "terminal": "kortterminal"},
    parts={
        Part.DEPOSIT: "Dette gjelder et forskudd.",
        Part.REST: "Dette gjelder resten av bestillingen.",
    },
    left="Gjenstår å betale: {amount}.",
    left_by="Gjenstår å betale: {amount}, innen {day}.",
    part_of="Dette er en del av {amount} som går tilbake i alt.",
    reasons={
        OwnReason.PAID_TWICE: "betalt to ganger",
        OwnReason.PAID_TOO_MUCH: "betalt for mye",
        OwnReason.WRONG_AMOUNT: "feil beløp",
        OwnReason.LATE_NO_PLACE: "betalt for sent, og det var ingen plass igjen",
        OwnReason.LATE_DEARER: "betalt for sent, og prisen gjaldt ikke lenger",
        OwnReason.LATE_NO_VOUCHER: "betalt for sent, og verdikoden kunne ikke brukes lenger",
        OwnReason.NO_PLACE: "betalt, og det var ingen plass igjen",
        OwnReason.CANCELLED_UNPAID: "avbestilt før den ble betalt",
        OwnReason.CANCELLED_PAID: "avbestilt etter at den ble betalt",
        OwnReason.CANCELLED_BY_BUYER: "avbestilt av kjøperen",
        OwnReason.CANCELLED_AT: "avbestilt hos {about}",
        OwnReason.CLASS_CANCELLED: "Kurset ble avlyst: {about}",
        OwnReason.MOVED: "flyttet til {about}",
        OwnReason.OTHER_EXTRAS: "valgte tillegg ble endret",
        OwnReason.EXTRAS_GIVEN_UP: "valgte tillegg ble valgt bort",
        OwnReason.UNPAID: "ikke betalt i tide",
        OwnReason.HOLD_ENDED: "tiden for å betale gikk ut",
        OwnReason.OFFER_LAPSED: "tilbudet ble ikke godtatt i tide",
        OwnReason.OFFER_DECLINED: "tilbudet ble takket nei til",
        OwnReason.SENT_BACK_THERE: "tilbakebetalt hos betalingstjenesten",
        OwnReason.LOST_IN_DISPUTE: "tapt i en innsigelse",
        OwnReason.MISTAKE: "ført ved en feil",
        OwnReason.MONEY_GONE: "pengene for den ble tilbakebetalt",
        OwnReason.MONEY_GONE_IN_PART: "en del av pengene for den ble tilbakebetalt",
        OwnReason.CORRECTED: "en betaling innbrakte noe annet enn det vi hadde ført",
    },
)
_DE = Words(
    locale="de",
    kinds={
        PaperKind.RECEIPT: "Quittung",
        PaperKind.INVOICE: "Rechnung",
        PaperKind.CREDIT_NOTE: "Rechnungskorrektur",
        PaperKind.CORRECTION: "Berichtigung",
    },
    number="Nummer",
    issued="Ausgestellt",
    supplied="Leistungsdatum",
    order="Bestellung",
    due="Fällig",
    to="An",
    from_="Von",
    registration="Registernr.",
    your_reference="Ihr Zeichen",
    vat_number="USt-IdNr.",
    bank="Zahlbar an",
    write="Verwendungszweck",
    corrects="Zu {kind} {number} vom {day}",
    reason="Grund",
    what="Beschreibung",
    rate="USt-Satz",
    net="Netto",
    tax="USt",
    gross="Brutto",
    total="Summe {currency}",
    currency="Alle Beträge in {currency}",
    untaxed="ohne USt",
    exempt="befreit",
    exempted="Von der USt befreit.",
    reverse_charge_once=(
        "Steuerfrei: Steuerschuldnerschaft des Leistungsempfängers (Reverse-Charge-Verfahren)."
    ),
    reverse_charge="Steuerschuldnerschaft des Leistungsempfängers (Reverse charge): steuerfrei.",
    excess="Über den Preis der Bestellung hinaus bezahlt",
    paid="Bezahlt mit {gateway} am {day}.",
    sent_back="Zurückgezahlt mit {gateway} am {day}.",
    came_back="Zurückgekommen von {gateway}, vermerkt am {day}.",
    unspelt="wie in Bestellung {order}",
    page="Seite {page} von {pages}",
    by_hand={"transfer": "Überweisung", "cash": "Bargeld", "terminal": "Karte (Terminal)"},
    parts={
        Part.DEPOSIT: "Dies betrifft eine Anzahlung.",
        Part.REST: "Dies betrifft den Rest der Bestellung.",
    },
    left="Noch zu zahlen: {amount}.",
    left_by="Noch zu zahlen: {amount}, bis {day}.",
    part_of="Dies ist ein Teil von {amount}, die insgesamt zurückgehen.",
    reasons={
        OwnReason.PAID_TWICE: "doppelt bezahlt",
        OwnReason.PAID_TOO_MUCH: "zu viel bezahlt",
        OwnReason.WRONG_AMOUNT: "falscher Betrag",
        OwnReason.LATE_NO_PLACE: "zu spät bezahlt, und es war kein Platz mehr frei",
        OwnReason.LATE_DEARER: "zu spät bezahlt, und der Preis galt nicht mehr",
        OwnReason.LATE_NO_VOUCHER: "zu spät bezahlt, und der Gutschein galt nicht mehr",
        OwnReason.NO_PLACE: "bezahlt, und es war kein Platz mehr frei",
        OwnReason.CANCELLED_UNPAID: "vor der Bezahlung storniert",
        OwnReason.CANCELLED_PAID: "nach der Bezahlung storniert",
        OwnReason.CANCELLED_BY_BUYER: "vom Käufer storniert",
        OwnReason.CANCELLED_AT: "bei {about} storniert",
        OwnReason.CLASS_CANCELLED: "Der Kurs wurde abgesagt: {about}",
        OwnReason.MOVED: "umgebucht auf {about}",
        OwnReason.OTHER_EXTRAS: "die gewählten Extras wurden geändert",
        OwnReason.EXTRAS_GIVEN_UP: "gewählte Extras wurden abbestellt",
        OwnReason.UNPAID: "nicht rechtzeitig bezahlt",
        OwnReason.HOLD_ENDED: "die Zeit zum Bezahlen lief ab",
        OwnReason.OFFER_LAPSED: "das Angebot wurde nicht rechtzeitig angenommen",
        OwnReason.OFFER_DECLINED: "das Angebot wurde abgelehnt",
        OwnReason.SENT_BACK_THERE: "beim Zahlungsdienst zurückgezahlt",
        OwnReason.LOST_IN_DISPUTE: "in einer Rückbuchung verloren",
        OwnReason.MISTAKE: "irrtümlich verbucht",
        OwnReason.MONEY_GONE: "das Geld dafür ging zurück",
        OwnReason.MONEY_GONE_IN_PART: "ein Teil des Geldes dafür ging zurück",
        OwnReason.CORRECTED: "eine Zahlung brachte etwas anderes ein, als wir verbucht hatten",
    },
)
WORDS: Mapping[str, Words] = {"en": _EN, "nb": _NB, "de": _DE}
