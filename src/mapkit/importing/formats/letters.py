"""How well a text reads in some language: by how often its letters stand in it, and by what no text has in a word.

`LETTERS` has the letters of each language, the most frequent first: what is counted is their rank alone, which is as
much as is needed to tell a text from the same bytes read otherwise.
"""

import re
from collections import Counter
from functools import cache
from math import log

LETTERS = {
    "English": "etaoinshrdlucmfwygpbvkxqjz",
    "German": "enisratdhulcgmobwfkzvüpäßjöyqx",
    "French": "esaitnrulodcmpévqfbghjàxèyêzâçîûùôïëwkœæ",
    "Dutch": "enatirodslghvkmubpwjczfxyqëï",
    "Italian": "eaionlrtscdupmvghfbqzòàìùèé",
    "Spanish": "eaosrnidlctumpbgvyqóhfíázéjñxúkwü",
    "Portuguese": "aeosrindmutclpvghqbfzãáéçjíêóxõâàúôkwy",
    "Swedish": "eanrtsildomkgvhfupäbcåöyjxwzéq",
    "Danish": "erntaisdlogmkfvubhpåyøæcjwzxé",
    "Finnish": "aintesloukämvrjhypdögbfcwåqxz",
    "Estonian": "aiestlunokrdmvgpjhäbõüöfšžcy",
    "Icelandic": "anriestuðgmlkfhvoáídjóbyæúöpéýþxcwz",
    "Polish": "aioezwnrctsykdpmujlłbghąęóżśćńźfvqx",
    "Czech": "eoantisvrlkdpmuzjyíábchéžřýčšěůgúfťďňówxq",
    "Slovak": "aoeinvsrtlkdmpuchbzjáyíýčéžšúťôgľňóäfďŕĺwxq",
    "Slovene": "eaionrsljtvkdpmzubghčcšžfyw",
    "Croatian": "aioenrjsutvkdlmpgzbčšcžhćđfyw",
    "Hungarian": "eatlsnkziroáégmbyvdhuöpjőófcíüúűwxq",
    "Romanian": "eiarntulocsdpmăfvîgbșțzhâjşţxkyw",
    "Turkish": "aeinrlıdkmuytsboüşzgçhğvcöpfjâîw",
    "Azerbaijani": "aienrldıməytbsukoşüqvzçcğxöghpfj",
    "Lithuanian": "iastoernukmlpdvjgėbyšžųūzįcąčęhfw",
    "Latvian": "aisteurnoālmkpdīvzjēgbcšūņļžģķčhf",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оанивітерсклудмпязбьгйчхцюжїєшщфґ",
    "Bulgarian": "аоиентрсвлкдпмзуъягбчйцщхжшюфь",
    "Serbian": "аиоенрсјтудквлмпгзбчшцжхфћљњђџ",
    "Belarusian": "анірыоесктлдупвмяўзьцгбчйюхшжэфё",
    "Greek": "ατοιεςνρσκηπυμλίόάγέδήθχύφώβξζψϊϋΐΰ",
    "Hebrew": "יוהלאתבמרשנעדחקפסגכםצטזןךףץ",
    "Arabic": "اليمنوتربةعدسفهكقأحجشطصىخإضغءآؤئظثذز",
    "Persian": "ایردنهومتبسلکشزفگعخقجآپحطصچغضظذثژئء",
}
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_SIGNS = frozenset("\u00a0«»“”„‘’‚–—…•№°§©®™€†‡‰‹›¿¡ºª")
_NEVER, _SIGN, _STRANGE = log(1e-6), log(3e-3), log(1e-5)
_FLAT = 2  # added to each rank, for the first letters are about as frequent
# Signs between letters, capitals behind small letters, letters of two scripts in one word: no text has them.
_BETWEEN = re.compile(r"(?<=[^\W\d_])[^\w\s'’.,;:/&+@()\-‐–—\u00ad\u200c\u200d](?=[^\W\d_])")
_TURN = re.compile(r"[a-zà-ÿа-џα-ώ][A-ZÀ-ÞА-ЯЂ-ЏΑ-Ω]")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")


@cache
def _chances(language: str) -> dict[str, float]:
    """The logarithm of how often each letter stands in a language; plain ones in a foreign script as in English."""
    letters = LETTERS[language]
    whole = sum(1 / (rank + _FLAT) for rank in range(len(letters)))
    own = {letter: log(1 / (rank + _FLAT) / whole) for rank, letter in enumerate(letters)}
    return own if _PLAIN & own.keys() or language == "English" else _chances("English") | own


def likeness(text: str) -> float:
    """The logarithm of how likely a text is in the language that it fits best: the nearer to 0, the better."""
    counts = Counter(text.lower())
    odd = len(_BETWEEN.findall(text)) + len(_TURN.findall(text)) + len(_MIXED.findall(text))
    return max(_in(language, counts) for language in LETTERS) + odd * _STRANGE


def _in(language: str, counts: Counter[str]) -> float:
    chances = _chances(language)
    return sum(count * _chance(letter, chances) for letter, count in counts.items())


def _chance(letter: str, chances: dict[str, float]) -> float:
    if letter.isascii():
        return chances.get(letter, _SIGN if letter in _PLAIN else 0.0)
    return chances.get(letter, _SIGN if letter in _SIGNS else _NEVER)


def strangeness(text: str) -> float:
    """The share of characters beyond ASCII that the language which a text fits best does not have."""
    counts = Counter(text.lower())
    best = max(LETTERS, key=lambda language: _in(language, counts))
    far = {letter: count for letter, count in counts.items() if not letter.isascii()}
    foreign = sum(count for letter, count in far.items() if letter not in _chances(best) and letter not in _SIGNS)
    return (foreign + len(_BETWEEN.findall(text))) / max(1, sum(far.values()))
