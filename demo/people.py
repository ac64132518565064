"""Everybody of the demonstration. All invented: the names, the addresses, the associations."""

from __future__ import annotations

from dataclasses import dataclass, field

from committees.models import CommitteeRole, Side
from municipalities.models import SignatoryCapacity
from municipalities.permissions import UnitRole


@dataclass(frozen=True)
class Person:
    """`mailbox` is what stands before the @ of the municipality's, or the Unit's, domain."""

    civility: str
    name_ar: str
    name_latin: str
    mailbox: str
    function: str = ""
    department: str = ""
    phone: str = ""
    mobile: str = ""
    language: str = "ar"


@dataclass(frozen=True)
class Seat:
    """A member of a committee; `contact` is an e-mail address."""

    civility: str
    name_ar: str
    name_latin: str
    side: Side
    body: str
    contact: str
    role: CommitteeRole = CommitteeRole.MEMBER


@dataclass(frozen=True)
class Team:
    """The people of one municipality. `head` signs and has no account."""

    focal: Person
    head: Person
    capacity: SignatoryCapacity = SignatoryCapacity.SECRETARY_GENERAL
    deputy: Person | None = None
    others: tuple[Person, ...] = ()
    seats: tuple[Seat, ...] = field(default=())


UNIT_DOMAIN = "unit.ogp.example"

MANAGER = Person("ms", "سلوى بن رجب", "Saloua Ben Rejeb", "saloua")
OFFICER = Person("mr", "كريم الماجري", "Karim Mejri", "karim")
SECOND_OFFICER = Person("ms", "نادية الورتاني", "Nadia Ouertani", "nadia", language="fr")
OBSERVER = Person("mr", "فتحي العبيدي", "Fethi Abidi", "fethi", language="fr")

UNIT: tuple[tuple[Person, UnitRole], ...] = (
    (MANAGER, UnitRole.MANAGER),
    (OFFICER, UnitRole.OFFICER),
    (SECOND_OFFICER, UnitRole.OFFICER),
    (OBSERVER, UnitRole.OBSERVER),
)

ADMINISTRATION, CIVIL_SOCIETY = Side.ADMINISTRATION, Side.CIVIL_SOCIETY
CHAIR, CO_CHAIR, SECRETARY = CommitteeRole.CHAIR, CommitteeRole.CO_CHAIR, CommitteeRole.SECRETARY

TEAMS: dict[str, Team] = {
    "carthage": Team(
        focal=Person(
            "ms",
            "ليلى الدريدي",
            "Leila Dridi",
            "leila.dridi",
            "رئيسة مصلحة الإعلامية",
            "مصلحة الإعلامية",
            "71 000 110",
            "98 000 110",
        ),
        deputy=Person(
            "mr", "أنيس بالحاج", "Anis Belhaj", "anis.belhaj", "متصرف بإدارة الشؤون الإدارية", "", "71 000 111"
        ),
        head=Person("mr", "منير الشريف", "Mounir Cherif", "sg"),
        seats=(
            Seat("mr", "منير الشريف", "Mounir Cherif", ADMINISTRATION, "الكتابة العامة", "sg@carthage.example", CHAIR),
            Seat(
                "ms",
                "ليلى الدريدي",
                "Leila Dridi",
                ADMINISTRATION,
                "مصلحة الإعلامية",
                "leila.dridi@carthage.example",
                SECRETARY,
            ),
            Seat("mr", "نادر المبروك", "Nader Mabrouk", ADMINISTRATION, "المصلحة الفنية", "nader@carthage.example"),
            Seat("ms", "عفاف الطالبي", "Afef Talbi", ADMINISTRATION, "مصلحة الشؤون المالية", "afef@carthage.example"),
            Seat(
                "ms",
                "نجوى الساحلي",
                "Najoua Sahli",
                CIVIL_SOCIETY,
                "جمعية أصدقاء الحي",
                "najoua@amis.example",
                CO_CHAIR,
            ),
            Seat("mr", "حمدي القلال", "Hamdi Kallel", CIVIL_SOCIETY, "نادي المواطنة الرقمية", "hamdi@club.example"),
            Seat("mr", "يوسف الزارعي", "Youssef Zarai", CIVIL_SOCIETY, "رابطة شباب الشاطئ", "youssef@ligue.example"),
            Seat("ms", "وفاء الميموني", "Wafa Mimouni", CIVIL_SOCIETY, "جمعية المرأة والمدينة", "wafa@ville.example"),
        ),
    ),
    "hammam-chatt": Team(
        focal=Person(
            "mr",
            "وليد القاسمي",
            "Walid Gasmi",
            "walid.gasmi",
            "رئيس مصلحة العلاقة مع المواطن",
            "مصلحة العلاقة مع المواطن",
            "71 000 120",
            "98 000 120",
            language="fr",
        ),
        deputy=Person("ms", "إيمان السالمي", "Imen Salmi", "imen.salmi", "متصرف مساعد", "", "71 000 121"),
        head=Person("mr", "عادل بن عمار", "Adel Ben Ammar", "sg"),
        seats=(
            Seat(
                "mr",
                "عادل بن عمار",
                "Adel Ben Ammar",
                ADMINISTRATION,
                "الكتابة العامة",
                "sg@hammam-chatt.example",
                CHAIR,
            ),
            Seat(
                "mr",
                "وليد القاسمي",
                "Walid Gasmi",
                ADMINISTRATION,
                "مصلحة العلاقة مع المواطن",
                "walid.gasmi@hammam-chatt.example",
                SECRETARY,
            ),
            Seat("ms", "سهام الجبالي", "Siham Jebali", ADMINISTRATION, "مصلحة النظافة", "siham@hammam-chatt.example"),
            Seat("mr", "قيس العوني", "Kais Aouni", CIVIL_SOCIETY, "جمعية البحر النظيف", "kais@bahr.example", CO_CHAIR),
            Seat("ms", "درة الماطري", "Dorra Materi", CIVIL_SOCIETY, "نادي قدماء المعلمين", "dorra@qudama.example"),
            Seat("mr", "إلياس الفرجاني", "Elyes Ferjani", CIVIL_SOCIETY, "جمعية شباب المحطة", "elyes@mahatta.example"),
        ),
    ),
    "nefza": Team(
        focal=Person(
            "mr", "رضا العياري", "Ridha Ayari", "ridha.ayari", "كاتب عام مساعد", "", "78 000 130", "98 000 130"
        ),
        head=Person("mr", "المنصف الجلاصي", "Moncef Jlassi", "sg"),
    ),
    "tinja": Team(
        focal=Person(
            "ms",
            "سعاد المثلوثي",
            "Souad Methlouthi",
            "souad.methlouthi",
            "رئيسة مصلحة العلاقة مع المواطن",
            "مصلحة العلاقة مع المواطن",
            "72 000 140",
            "98 000 140",
        ),
        deputy=Person("mr", "حاتم الرياحي", "Hatem Riahi", "hatem.riahi", "تقني بالمصلحة الفنية", "", "72 000 141"),
        head=Person("mr", "صالح الورغي", "Salah Ouerghi", "sg"),
    ),
    "dar-chaabane-el-fehri": Team(
        focal=Person(
            "ms",
            "هدى بن سالم",
            "Houda Ben Salem",
            "houda.bensalem",
            "رئيسة مصلحة الشؤون الثقافية",
            "مصلحة الشؤون الثقافية",
            "72 000 150",
            "98 000 150",
        ),
        deputy=Person("mr", "ماهر الحاجي", "Maher Haji", "maher.haji", "محلل إعلامية", "", "72 000 151"),
        head=Person("ms", "فوزية عمارة", "Faouzia Amara", "sg"),
        seats=(
            Seat(
                "ms", "فوزية عمارة", "Faouzia Amara", ADMINISTRATION, "الكتابة العامة", "sg@dar-chaabane.example", CHAIR
            ),
            Seat(
                "ms",
                "هدى بن سالم",
                "Houda Ben Salem",
                ADMINISTRATION,
                "مصلحة الشؤون الثقافية",
                "houda.bensalem@dar-chaabane-el-fehri.example",
                SECRETARY,
            ),
            Seat("mr", "رؤوف النقاش", "Raouf Naccache", ADMINISTRATION, "المصلحة الفنية", "raouf@dar-chaabane.example"),
            Seat(
                "ms", "آسيا الحجّام", "Assia Hajjem", CIVIL_SOCIETY, "جمعية نقّاشي الحجر", "assia@hajar.example", CO_CHAIR
            ),
            Seat("mr", "شكري الباهي", "Chokri Behi", CIVIL_SOCIETY, "جمعية صيانة المدينة", "chokri@siyana.example"),
            Seat(
                "ms", "ريحان المرزوقي", "Rayhane Marzouki", CIVIL_SOCIETY, "نادي الشباب المبادر", "rayhane@nadi.example"
            ),
        ),
    ),
    "zriba": Team(
        focal=Person(
            "mr",
            "عبد الستار الهمامي",
            "Abdessattar Hammami",
            "abdessattar.hammami",
            "رئيس المصلحة الفنية",
            "المصلحة الفنية",
            "72 000 160",
            "98 000 160",
        ),
        deputy=Person("ms", "منى الطياري", "Mouna Tayari", "mouna.tayari", "متصرف", "", "72 000 161"),
        head=Person("mr", "كمال بوزيان", "Kamel Bouzayene", "sg"),
        capacity=SignatoryCapacity.SPECIAL_DELEGATION,
    ),
    "zaouiet-sousse": Team(
        focal=Person(
            "ms",
            "ريم بن يونس",
            "Rim Ben Younes",
            "rim.benyounes",
            "رئيسة مصلحة الأرشيف والتوثيق",
            "مصلحة الأرشيف والتوثيق",
            "73 000 170",
            "98 000 170",
        ),
        deputy=Person("mr", "نبيل السويسي", "Nabil Souissi", "nabil.souissi", "كاتب تصرف", "", "73 000 171"),
        head=Person("ms", "سامية الكعبي", "Samia Kaabi", "sg"),
        capacity=SignatoryCapacity.DELEGATE,
    ),
    "essouassi": Team(
        focal=Person(
            "mr", "الهادي النصري", "Hedi Nasri", "hedi.nasri", "رئيس مصلحة الجباية", "", "73 000 180", "98 000 180"
        ),
        head=Person("mr", "عمر الحفصي", "Omar Hafsi", "sg"),
    ),
    "regueb": Team(
        # Who was invited first, and never answered, stands among the others.
        focal=Person("ms", "آمال الحامدي", "Amel Hamdi", "amel.hamdi"),
        others=(Person("mr", "مراد النصيري", "Mourad Nsiri", "mourad.nsiri"),),
        head=Person("mr", "جمال القادري", "Jamel Kadri", "sg"),
    ),
    "gabes": Team(
        focal=Person(
            "mr",
            "توفيق بن نصر",
            "Taoufik Ben Nasr",
            "taoufik.bennasr",
            "كاهية مدير الشؤون الإدارية",
            "إدارة الشؤون الإدارية",
            "75 000 190",
            "98 000 190",
            language="fr",
        ),
        deputy=Person("ms", "سناء الغول", "Sana Ghoul", "sana.ghoul", "متصرف مستشار", "", "75 000 191"),
        head=Person("mr", "حسين التومي", "Hassine Toumi", "sg"),
    ),
    "medenine": Team(
        focal=Person(
            "mr",
            "البشير الورشفاني",
            "Bechir Ouerchefani",
            "bechir.ouerchefani",
            "رئيس مصلحة الإعلامية",
            "مصلحة الإعلامية",
            "75 000 200",
            "98 000 200",
        ),
        deputy=Person("ms", "زينب المحضي", "Zaineb Mahdhi", "zaineb.mahdhi", "محلل إعلامية", "", "75 000 201"),
        # Named in the draft that is open now; has no account yet.
        others=(
            Person(
                "ms",
                "كوثر الطرهوني",
                "Kaouther Tarhouni",
                "kaouther.tarhouni",
                "رئيسة مصلحة الشؤون الاجتماعية",
                "مصلحة الشؤون الاجتماعية",
                "75 000 202",
            ),
        ),
        head=Person("mr", "عبد الله الرقيعي", "Abdallah Rguii", "sg"),
    ),
    "kebili": Team(
        focal=Person("ms", "منية الهداجي", "Mounia Hdaji", "mounia.hdaji", "متصرف", "", "75 000 210"),
        head=Person("mr", "فتحي بن حامد", "Fethi Ben Hamed", "sg"),
    ),
}
