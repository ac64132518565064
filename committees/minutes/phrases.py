"""The set phrases of minutes, in the language of the paper (not of the reader): those of the official model.

Verbs agree with the person who opened the meeting, so each has a form for a man and one for a woman.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """`{…}` are filled in by prefill.py and public.py. `opened` is by the code of the civility, "" for nobody."""

    civilities: dict[str, str]
    municipal_committee: str
    national_committee: str
    opened: dict[str, str]
    frame: str
    recalled: str
    decision: str
    done: str
    open: str
    open_until: str
    link_commitments: str
    link: str
    commitment: str
    milestone: str
    milestone_until: str
    closing: str
    other_decisions: str
    # In the edition for the public, instead of a name.
    chair: dict[str, str]
    member: str
    guest: str
    representing: dict[str, str]
    somebody: str


AR = Phrases(
    civilities={"mr": "السيد", "ms": "السيدة"},
    municipal_committee="لجنة القيادة المشتركة للحكومة المفتوحة",
    national_committee="اللجنة الاستشارية المشتركة المكلفة بمتابعة برنامج شراكة الحكومة المفتوحة",
    opened={
        "mr": "بعد الترحيب بالحاضرين، افتتح {person} الجلسة وقدم جدول أعمالها{frame}.",
        "ms": "بعد الترحيب بالحاضرين، افتتحت {person} الجلسة وقدمت جدول أعمالها{frame}.",
        "": "بعد الترحيب بالحاضرين، افتتحت الجلسة وتم تقديم جدول أعمالها{frame}.",
    },
    frame=" الذي يندرج ضمن متابعة تنفيذ تعهدات {plan}",
    recalled="ثم تم التذكير بقرارات الجلسة عدد {number} المنعقدة بتاريخ {day}:",
    decision="القرار عدد {number}: {text} ({state})",
    done="تم إنجازه بتاريخ {day}",
    open="لم ينجز بعد",
    open_until="لم ينجز بعد، الأجل: {day}",
    link_commitments="وبعد ذلك، تطرق الحاضرون لنسق التقدم في إنجاز التعهدات الراجعة لهم بالنظر. "
    "وتتلخص تدخلاتهم كالتالي:",
    link="وبعد ذلك، تطرق الحاضرون إلى نقاط جدول الأعمال. وتتلخص تدخلاتهم كالتالي:",
    commitment="في إطار التعهد عدد {number} المتعلق ب{title}، بلغت نسبة التقدم {percent} %.",
    milestone="{title} (نسبة التقدم: {percent} %)",
    milestone_until="{title} (نسبة التقدم: {percent} %، الأجل: {day})",
    closing="وبذلك اختتمت الجلسة.",
    other_decisions="قرارات أخرى",
    chair={"mr": "رئيس اللجنة", "ms": "رئيسة اللجنة"},
    member="عضو اللجنة",
    guest="مدعو",
    representing={"mr": "ممثل {body}", "ms": "ممثلة {body}"},
    somebody="أحد الحاضرين",
)

FR = Phrases(
    civilities={"mr": "M.", "ms": "Mme"},
    municipal_committee="Comité de pilotage conjoint du gouvernement ouvert",
    national_committee="Comité consultatif conjoint chargé du suivi du Partenariat pour un gouvernement ouvert",
    opened={
        "mr": "Après avoir souhaité la bienvenue aux présents, {person} a ouvert la séance et a présenté son ordre du "
        "jour{frame}.",
        "ms": "Après avoir souhaité la bienvenue aux présents, {person} a ouvert la séance et a présenté son ordre du "
        "jour{frame}.",
        "": "Après les mots de bienvenue, la séance a été ouverte et son ordre du jour présenté{frame}.",
    },
    frame=", qui s'inscrit dans le suivi de la mise en œuvre des engagements du document « {plan} »",
    recalled="Les décisions de la séance n° {number} du {day} ont ensuite été rappelées :",
    decision="Décision n° {number} : {text} ({state})",
    done="réalisée le {day}",
    open="non encore réalisée",
    open_until="non encore réalisée, échéance : {day}",
    link_commitments="Les présents ont ensuite abordé le rythme d'avancement des engagements qui les concernent. Leurs "
    "interventions se résument comme suit :",
    link="Les présents ont ensuite abordé les points de l'ordre du jour. Leurs interventions se résument comme suit :",
    commitment="Dans le cadre de l'engagement n° {number}, « {title} », le taux d'avancement a atteint {percent} %.",
    milestone="{title} (avancement : {percent} %)",
    milestone_until="{title} (avancement : {percent} %, échéance : {day})",
    closing="L'ordre du jour étant épuisé, la séance a été levée.",
    other_decisions="Autres décisions",
    chair={"mr": "le président du comité", "ms": "la présidente du comité"},
    member="membre du comité",
    guest="invité",
    representing=dict.fromkeys(("mr", "ms"), "la personne représentant {body}"),
    somebody="une personne présente",
)

EN = Phrases(
    civilities={"mr": "Mr", "ms": "Ms"},
    municipal_committee="Joint steering committee for open government",
    national_committee="Joint consultative committee following the Open Government Partnership",
    opened={
        "mr": "After welcoming those present, {person} opened the meeting and presented its agenda{frame}.",
        "ms": "After welcoming those present, {person} opened the meeting and presented its agenda{frame}.",
        "": "After words of welcome, the meeting was opened and its agenda presented{frame}.",
    },
    frame=", which is part of the follow-up of the commitments of “{plan}”",
    recalled="The decisions of meeting no. {number} of {day} were then recalled:",
    decision="Decision no. {number}: {text} ({state})",
    done="done on {day}",
    open="not done yet",
    open_until="not done yet, due on {day}",
    link_commitments="Those present then turned to the progress of the commitments that concern them. What they said "
    "is summed up as follows:",
    link="Those present then turned to the items of the agenda. What they said is summed up as follows:",
    commitment="Under commitment no. {number}, “{title}”, progress has reached {percent}%.",
    milestone="{title} (progress: {percent}%)",
    milestone_until="{title} (progress: {percent}%, due on {day})",
    closing="The meeting was then closed.",
    other_decisions="Other decisions",
    chair={"mr": "the chair of the committee", "ms": "the chair of the committee"},
    member="a member of the committee",
    guest="a guest",
    representing=dict.fromkeys(("mr", "ms"), "the person representing {body}"),
    somebody="one of those present",
)

PHRASES = {"ar": AR, "fr": FR, "en": EN}
