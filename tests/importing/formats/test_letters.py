"""Which encoding a text is in, by its letters: right or refused, and never wrong."""

import io
from collections.abc import Iterator

import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.encodings import read_encoded
from mapkit.importing.formats.letters import LETTERS, likeness, strangeness

# Made sentences, and encodings in which such text is found.
TOLD = {
    "Russian": (
        "Обстрел села у Лачина; Нападение на колонну у Шуши, двое ранены. Перекрытие дороги",
        ("cp1251", "koi8-r", "iso8859-5", "mac-cyrillic", "cp866"),
    ),
    "Ukrainian": (
        "Обстріл міста; загинуло двоє людей, є поранені. Їх перевезли до лікарні",
        ("cp1251", "koi8-u", "iso8859-5", "mac-cyrillic"),
    ),
    "Greek": (
        "Επίθεση σε φυλάκιο; δύο τραυματίες, η διαδρομή έκλεισε για ώρες",
        ("cp1253", "iso8859-7"),
    ),
    "Hebrew": (
        "ירי לעבר כלי רכב; שני פצועים קל, הכביש נחסם במשך שעתיים",
        ("cp1255", "iso8859-8"),
    ),
    "Arabic": (
        "قصف على القرية; قتيلان وثلاثة جرحى، الطريق مغلق منذ الصباح",
        ("cp1256",),
    ),
    "Polish": (
        "Ostrzał wsi pod Łodzią; dwóch rannych, droga zamknięta na kilka godzin. Świadkowie słyszeli wybuch",
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Hungarian": (
        "A főváros közelében lövöldözés tört ki; két sebesült, az utat lezárták. Több tüntető érkezett",
        ("cp1250", "iso8859-2", "cp852"),
    ),
    "Czech": (
        "Střelba u vesnice; dva zranění, silnice byla uzavřena. Příčina zatím není známa",
        ("cp1250", "iso8859-2"),
    ),
    "Slovak": (
        "Streľba pri dedine; dvaja zranení, cesta bola uzavretá. Príčina zatiaľ nie je známa",
        ("cp1250", "iso8859-2"),
    ),
    "Slovene": (
        "Streljanje pri vasi; dva ranjena, cesta je bila več ur zaprta. Vzrok še ni znan, preiščejo",
        ("cp1250", "iso8859-2"),
    ),
    "Croatian": (
        "Pucnjava kod sela; dvoje ranjenih, cesta je zatvorena više sati. Uzrok još nije poznat, Đakovo",
        ("cp1250", "iso8859-2"),
    ),
    "Romanian": (
        "Împuşcături lângă sat; doi răniţi, drumul a fost închis câteva ore. Cauza nu este cunoscută",
        ("cp1250", "iso8859-2"),
    ),
    "French": (
        "Tirs près du village; deux blessés, la route a été fermée pendant des heures. L'église endommagée",
        ("cp1252", "mac-roman", "cp850"),
    ),
    "German": (
        "Schüsse bei Lörrach; zwei Verletzte, die Straße wurde für Stunden gesperrt. Häuser beschädigt",
        ("cp1252", "mac-roman", "cp850"),
    ),
    "Spanish": (
        "Tiroteo cerca del pueblo; dos heridos, la carretera cerró. Según la policía, explosión en el camión",
        ("cp1252", "cp850"),
    ),
    "Portuguese": (
        "Tiroteio perto da aldeia; dois feridos, a estrada fechou. Segundo a polícia, explosão no camião às três",
        ("cp1252",),
    ),
    "Turkish": (
        "Şuşa kenti yakınlarında saldırı düzenlendi; iki kişi yaralandı, yol saatlerce kapalı kaldı",
        ("cp1254", "iso8859-9", "cp857", "mac-turkish"),
    ),
    "Lithuanian": (
        "Šūviai prie kaimo; du sužeisti, kelias buvo uždarytas kelias valandas. Priežastis nežinoma",
        ("cp1257",),
    ),
    "Latvian": (
        "Šāviens pie ciema; divi ievainoti, ceļš bija slēgts vairākas stundas. Cēlonis nav zināms",
        ("cp1257",),
    ),
    "Swedish": (
        "Skottlossning nära byn; två sårade, vägen stängdes i flera timmar. Orsaken är okänd",
        ("cp1252",),
    ),
    "Danish": (
        "Skyderi nær landsbyen; to sårede, vejen blev lukket i flere timer. Årsagen er ukendt, søndag",
        ("cp1252",),
    ),
    "Serbian": (
        "Пуцњава код села; двоје рањених, пут је био затворен. Узрок још није познат, ђаци",
        ("cp1251", "iso8859-5", "mac-cyrillic"),
    ),
    "Bulgarian": (
        "Стрелба край селото; двама ранени, пътят беше затворен. Причината още не е известна",
        ("cp1251", "mac-cyrillic"),
    ),
}
EAST_ASIAN = {
    "Chinese": (
        "在村庄附近发生枪击;两人受伤,道路关闭数小时,原因不明",
        ("gb18030",),
    ),
    "Chinese2": (
        "在村莊附近發生槍擊;兩人受傷,道路關閉數小時",
        ("big5",),
    ),
    "Japanese": (
        "村の近くで銃撃;二人が負傷し、道路は数時間閉鎖された。",
        ("shift_jis", "euc-jp", "iso2022_jp"),
    ),
    "Korean": (
        "마을 근처에서 총격 사건; 두 명이 부상당했고 도로가 폐쇄되었다",
        ("euc-kr", "johab", "iso2022_kr"),
    ),
    "Thai": (
        "เกิดเหตุยิงกันใกล้หมู่บ้าน มีผู้บาดเจ็บสองคน",
        ("tis-620",),
    ),
}
CASES = [(text, codec) for text, codecs in (*TOLD.values(), *EAST_ASIAN.values()) for codec in codecs]


def pieces(text: str) -> Iterator[str]:
    """A text, its halves, its words, and three words each."""
    words = text.split()
    yield from (text, *text.split("; "), *words)
    yield from (" ".join(words[start : start + 3]) for start in range(0, len(words), 2))


def answer(text: str, codec: str) -> str:
    """What becomes of a file of this text."""
    data = f"id;text\n1;{text}\n"
    try:
        return "right" if read_encoded(io.BytesIO(data.encode(codec)), "t.csv").data.decode() == data else "wrong"
    except AtlasError:
        return "refused"


@pytest.mark.parametrize(("text", "codec"), CASES, ids=[f"{text[:12]} {codec}" for text, codec in CASES])
def test_no_text_is_read_wrong(text: str, codec: str) -> None:
    """However short the piece, it is read in its own encoding, or refused."""
    for piece in pieces(text):
        try:
            piece.encode(codec)
        except UnicodeEncodeError:
            continue
        assert answer(piece, codec) in ("right", "refused"), piece


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("Russian", "cp1251"),
        ("Russian", "koi8-r"),
        ("Russian", "iso8859-5"),
        ("Russian", "mac-cyrillic"),
        ("Russian", "cp866"),
        ("Ukrainian", "cp1251"),
        ("Greek", "cp1253"),
        ("Hebrew", "cp1255"),
        ("Polish", "cp1250"),
        ("Hungarian", "cp1250"),
        ("Turkish", "cp1254"),
        ("Lithuanian", "cp1257"),
        ("German", "cp1252"),
        ("Swedish", "cp1252"),
    ],
)
def test_a_sentence_is_read(language: str, codec: str) -> None:
    """A sentence of a language in its usual encoding is enough."""
    assert answer(TOLD[language][0], codec) == "right"


def test_a_letter_stands_once_in_its_language() -> None:
    """The rank of a letter says how frequent it is, so each has one."""
    doubled = {name: letters for name, letters in LETTERS.items() if len({*letters}) < len(letters)}
    assert doubled == {}


def test_words_read_better_than_their_bytes_read_otherwise() -> None:
    """What has signs between letters, capitals behind small ones or two scripts in a word is no text."""
    assert likeness("Ostrzał wsi") > likeness("Ostrza³ wsi")
    assert likeness("обстрел") > likeness("ОбСТРЕЛ".swapcase())
    assert strangeness("Ostrzał wsi") == 0 < strangeness("Ostrza³ wsi")
