"""The entries of the forms to begin with in other languages, by their keys. Not here: the entries.

They go into a form as whatever staff translate does, and staff may change them there.
"""

from collections.abc import Mapping

from app.domain.form.question import Wording


def _diet(*said: str) -> Mapping[str, str]:
    return dict(zip(("Meat", "Fish", "Milk", "Eggs", "Gluten", "Nuts"), said, strict=True))


def _experience(*said: str) -> Mapping[str, str]:
    return dict(zip(("None", "Some", "A lot"), said, strict=True))


_NORWEGIAN = {
    "employer": Wording("Arbeidsgiver"),
    "experience": Wording(
        "Hvor mye kan du fra før?", options=_experience("Ingenting", "Noe", "Mye")
    ),
    "expects": Wording("Hva ønsker du å lære?"),
    "meals": Wording("Mat og tilrettelegging"),
    "diet": Wording(
        "Hva spiser du ikke?",
        options=_diet("Kjøtt", "Fisk", "Melk", "Egg", "Gluten", "Nøtter"),
    ),
    "allergy": Wording("Har du en allergi som vi bør vite om?"),
    "allergy_what": Wording("Hva er du allergisk mot?"),
    "access": Wording(
        "Hva trenger du for å kunne delta?",
        "En rampe, en teleslynge, en assistent, et sted å hvile",
    ),
    "birth_date": Wording("Fødselsdato"),
    "under_18": Wording("Er deltakeren under 18 år?"),
    "guardian_name": Wording("Navn på foresatt"),
    "guardian_phone": Wording("Telefonnummer til foresatt"),
    "guardian_agrees": Wording("Foresatt samtykker i at deltakeren er med"),
    "company": Wording("Bedriften din"),
    "company_number": Wording("Organisasjonsnummer", mask_help="ni sifre"),
    "cost_centre": Wording("Kostnadssted"),
    "purchase_order": Wording("Bestillingsnummeret deres"),
}
_GERMAN = {
    "employer": Wording("Arbeitgeber"),
    "experience": Wording(
        "Wie viel wissen Sie schon?", options=_experience("Nichts", "Etwas", "Viel")
    ),
    "expects": Wording("Was möchten Sie lernen?"),
    "meals": Wording("Essen und Barrierefreiheit"),
    "diet": Wording(
        "Was essen Sie nicht?",
        options=_diet("Fleisch", "Fisch", "Milch", "Eier", "Gluten", "Nüsse"),
    ),
    "allergy": Wording("Haben Sie eine Allergie, von der wir wissen sollten?"),
    "allergy_what": Wording("Wogegen sind Sie allergisch?"),
    "access": Wording(
        "Was brauchen Sie, um teilnehmen zu können?",
        "Eine Rampe, eine Höranlage, eine Begleitperson, einen Platz zum Ausruhen",
    ),
    "birth_date": Wording("Geburtsdatum"),
    "under_18": Wording("Ist die teilnehmende Person unter 18?"),
    "guardian_name": Wording("Name der erziehungsberechtigten Person"),
    "guardian_phone": Wording("Telefonnummer der erziehungsberechtigten Person"),
    "guardian_agrees": Wording(
        "Die erziehungsberechtigte Person ist mit der Teilnahme einverstanden"
    ),
    "company": Wording("Ihr Unternehmen"),
    "company_number": Wording("Unternehmensnummer", mask_help="neun Ziffern"),
    "cost_centre": Wording("Kostenstelle"),
    "purchase_order": Wording("Ihre Bestellnummer"),
}
_HINDI = {
    "employer": Wording("नियोक्ता"),
    "experience": Wording("आप पहले से कितना जानते हैं?", options=_experience("कुछ नहीं", "थोड़ा", "बहुत")),
    "expects": Wording("आप क्या सीखना चाहते हैं?"),
    "meals": Wording("भोजन और सुविधाएँ"),
    "diet": Wording(
        "आप क्या नहीं खाते?",
        options=_diet("मांस", "मछली", "दूध", "अंडे", "ग्लूटेन", "मेवे"),
    ),
    "allergy": Wording("क्या आपको कोई ऐसी एलर्जी है जो हमें पता होनी चाहिए?"),
    "allergy_what": Wording("आपको किस चीज़ से एलर्जी है?"),
    "access": Wording(
        "भाग लेने के लिए आपको किस चीज़ की ज़रूरत है?",
        "रैंप, हियरिंग लूप, सहायक, आराम करने की जगह",
    ),
    "birth_date": Wording("जन्मतिथि"),
    "under_18": Wording("क्या प्रतिभागी की उम्र 18 वर्ष से कम है?"),
    "guardian_name": Wording("अभिभावक का नाम"),
    "guardian_phone": Wording("अभिभावक का फ़ोन नंबर"),
    "guardian_agrees": Wording("अभिभावक प्रतिभागी के भाग लेने से सहमत हैं"),
    "company": Wording("आपकी कंपनी"),
    "company_number": Wording("कंपनी नंबर", mask_help="नौ अंक"),
    "cost_centre": Wording("लागत केंद्र"),
    "purchase_order": Wording("आपका क्रय आदेश नंबर"),
}
_ARABIC = {
    "employer": Wording("جهة العمل"),
    "experience": Wording(
        "ما مقدار معرفتك بالموضوع؟", options=_experience("لا شيء", "القليل", "الكثير")
    ),
    "expects": Wording("ماذا تريد أن تتعلم؟"),
    "meals": Wording("الطعام وتسهيلات المشاركة"),
    "diet": Wording(
        "ما الذي لا تأكله؟",
        options=_diet("اللحم", "السمك", "الحليب", "البيض", "الغلوتين", "المكسرات"),
    ),
    "allergy": Wording("هل لديك حساسية ينبغي أن نعرفها؟"),
    "allergy_what": Wording("ما الذي يسبب لك الحساسية؟"),
    "access": Wording(
        "ما الذي تحتاج إليه لتتمكن من المشاركة؟", "منحدر، أو حلقة سمعية، أو مرافق، أو مكان للراحة"
    ),
    "birth_date": Wording("تاريخ الميلاد"),
    "under_18": Wording("هل عمر المشارك أقل من 18 عامًا؟"),
    "guardian_name": Wording("اسم ولي الأمر"),
    "guardian_phone": Wording("رقم هاتف ولي الأمر"),
    "guardian_agrees": Wording("يوافق ولي الأمر على المشاركة"),
    "company": Wording("شركتك"),
    "company_number": Wording("رقم الشركة", mask_help="تسعة أرقام"),
    "cost_centre": Wording("مركز التكلفة"),
    "purchase_order": Wording("رقم أمر الشراء لديكم"),
}
# By language, then by the entry's key.
WORDS: Mapping[str, Mapping[str, Wording]] = {
    "nb": _NORWEGIAN,
    "de": _GERMAN,
    "hi": _HINDI,
    "ar": _ARABIC,
}
