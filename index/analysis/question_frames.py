"""Question frames: the words that people put around the name that they ask about.

"What does VGPR mean" asks about VGPR. A frame is told from a name by its words alone,
so the lists hold only what is said about any name at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from index.analysis.folding import Word, fold, split_words

_MAX_FRAMES = 4  # "hi, my doctor said I have anemia, what does that mean"
_QUOTES = "\"'“”„‘’«»‹›()[]{}.,;:!?¿¡…"
# Before a name, and behind it; longer frames come first when they are looked for.
_BEFORE: Mapping[str, str] = {
    "en": """
    what does|what do|what did|what is|what are|what s|whats|what was|what were
    what exactly is|what does it mean|what does it mean to have|what does it mean by
    what is meant by|what do you mean by|what is the meaning of
    what is the definition of
    what does the word|what does the term|what does the abbreviation|what is the term
    what is the word|the word|the term|who is|who are|which is|how is|how are
    meaning of|the meaning of|definition of|the definition of|define|explain|describe
    tell me about|tell me what|tell me more about|tell me|can you explain|please explain
    can you tell me about|can you tell me what|could you explain|i want to know about
    i want to know what|i would like to know about|information about|information on
    info on|info about|learn about|more about|facts about|about|understanding
    how do you pronounce|how do i pronounce|how to pronounce|how do you say|how do i say
    how to say|how is it pronounced|pronounce|pronunciation of|how do you spell
    how to spell|how do i spell|spelling of|abbreviation for|another word for
    another name for|my doctor said|my doctor says|my doctor mentioned
    my doctor told me about|my doctor told me|my doctor said i have
    my doctor told me i have|my doctor says i have|the doctor said
    the doctor said i have
    the doctor says|my nurse said|the nurse said|they said|they said i have|he said
    she said|i have|i have got|i was told i have|i was told about|i heard about
    i heard the word|i heard|i read about|i was diagnosed with|diagnosed with
    what causes
    why do i have|do i have|have i got|is|are|can i get|can you get|what if i have
    what happens with|what happens in|what happens during|hi|hello|please
    """,
    "es": """
    que es|que son|que significa|que significan|que quiere decir|que es eso de
    que es el significado de|cual es el significado de|significado de|el significado de
    definicion de|la definicion de|define|defina|definir|explica|explique|explicame
    me puede explicar|puede explicarme|hableme de|hablame de|informacion sobre
    informacion de|quiero saber que es|quiero saber sobre|acerca de|sobre
    como se pronuncia|como se dice|como se escribe|pronunciacion de
    mi medico dijo|mi medico dice|mi medico dijo que tengo|mi medica dijo|mi doctor dijo
    mi doctor dijo que tengo|el medico dijo|el doctor dijo|me dijeron que tengo|tengo
    dime que es|digame que es|la palabra|el termino|que causa|quien es|es
    """,
    "fr": """
    c est quoi|qu est ce que|qu est ce que c est|qu est ce qu|quest ce que|que signifie
    que signifient|que veut dire|que veulent dire|quel est le sens de
    quelle est la definition de|quelle est la signification de
    qu est ce que cela signifie
    la definition de|definition de|definition|definir|definissez|le sens de
    signification de|la signification de|expliquez|explique|explique moi|expliquez moi
    parlez moi de|parle moi de|dis moi ce qu est|informations sur|information sur
    je veux savoir ce qu est|a propos de|comment se prononce|comment prononcer
    comment dit on|comment on dit|comment s ecrit|prononciation de|mon medecin a dit
    mon medecin dit|mon medecin m a parle de|mon medecin a dit que j ai|le medecin a dit
    on m a dit que j ai|j ai|le mot|le terme|c est|qui est|est ce que
    """,
    "de": """
    was ist|was sind|was ist ein|was ist eine|was bedeutet|was bedeuten|was heisst
    was heissen|was meint|was versteht man unter|was ist mit|was ist die bedeutung von
    bedeutung von|die bedeutung von|definition von|die definition von|definiere
    definieren sie|erklare|erklare mir|erklaren sie|erklaren sie mir|erklarung von
    erzahl mir von|erzahlen sie mir von|informationen uber|information uber|infos zu
    ich mochte wissen was|was ist das|uber|wie spricht man|wie sagt man|wie schreibt man
    wie wird|aussprache von|mein arzt sagt|mein arzt sagte|meine arztin sagt
    meine arztin sagte|der arzt sagt|der arzt sagte|mein arzt sagte ich habe|ich habe
    das wort|der begriff|wer ist|ist|sind
    """,
    "pt": """
    o que e|o que sao|o que significa|o que significam|o que quer dizer|que e
    que significa|qual e o significado de|qual o significado de|significado de
    o significado de|definicao de|a definicao de|defina|definir|explique|explica
    pode explicar|fale sobre|fale me sobre|me fale sobre|informacao sobre
    informacoes sobre|quero saber o que e|quero saber sobre|sobre|como se pronuncia
    como se diz|como se escreve|pronuncia de|meu medico disse|o meu medico disse
    meu medico disse que tenho|o medico disse|tenho|a palavra|o termo|quem e
    """,
    "it": """
    che cos e|cos e|cosa e|che cosa e|cosa sono|che cosa sono|cosa significa
    che cosa significa|che significa|cosa vuol dire|che vuol dire|significato di
    il significato di|qual e il significato di|definizione di|la definizione di
    definisci|definire|spiega|spiegami|mi spieghi|puo spiegare|parlami di|mi parli di
    informazioni su|voglio sapere cosa e|come si pronuncia|come si dice|come si scrive
    pronuncia di|il mio medico ha detto|il medico ha detto|ho|la parola|il termine|chi e
    """,
    "nl": """
    wat is|wat zijn|wat betekent|wat betekenen|wat houdt|wat is de betekenis van
    betekenis van|de betekenis van|definitie van|de definitie van|definieer|leg uit
    leg mij uit|kunt u uitleggen|kun je uitleggen|vertel me over|vertel mij over
    informatie over|ik wil weten wat|hoe spreek je|hoe zeg je|hoe schrijf je
    uitspraak van|mijn arts zei|mijn dokter zei|de arts zei|de dokter zei|ik heb
    het woord|de term|wie is
    """,
}
_BEHIND: Mapping[str, str] = {
    "en": """
    mean|means|meaning|meant|mean exactly|mean in english|mean in medicine|stand for
    stands for|short for|definition|defined|define|explained|explanation|pronunciation
    pronounced|spelled|spelling|in english|in plain english|in simple terms
    in simple words|in medical terms|please|dangerous|serious|contagious|hereditary
    genetic|curable|treatable|common|rare|normal|bad|harmful|painful|permanent|deadly
    what is it|what is that|what does it mean|what does that mean|word meaning|about
    """,
    "es": """
    significa|que significa|que es|que es eso|que quiere decir|quiere decir|significado
    definicion|pronunciacion|en espanol|por favor|es peligroso|es peligrosa|peligroso
    peligrosa|grave|contagioso|contagiosa|hereditario|hereditaria|curable|comun|normal
    """,
    "fr": """
    c est quoi|signifie|veut dire|qu est ce que c est|signification|definition
    prononciation|en francais|s il vous plait|est dangereux|est dangereuse|dangereux
    dangereuse|grave|contagieux|contagieuse|hereditaire|curable|frequent|frequente|normal
    """,
    "de": """
    bedeutet|bedeuten|heisst|bedeutung|definition|aussprache|auf deutsch|bitte
    was ist das|was bedeutet das|gefahrlich|schlimm|ansteckend|erblich|heilbar|haufig
    normal|ausgesprochen|erklart
    """,
    "pt": """
    significa|o que e|o que e isso|quer dizer|significado|definicao|pronuncia
    em portugues|por favor|e perigoso|e perigosa|perigoso|perigosa|grave|contagioso
    contagiosa|hereditario|hereditaria|curavel|comum|normal
    """,
    "it": """
    significa|cosa significa|cos e|che cos e|vuol dire|significato|definizione|pronuncia
    in italiano|per favore|e pericoloso|e pericolosa|pericoloso|pericolosa|grave
    contagioso|contagiosa|ereditario|ereditaria|curabile|comune|normale
    """,
    "nl": """
    betekent|wat is dat|wat betekent dat|betekenis|definitie|uitspraak|in het nederlands
    alstublieft|gevaarlijk|ernstig|besmettelijk|erfelijk|geneeslijk|normaal
    """,
}
_ARTICLES: Mapping[str, str] = {
    "en": "a an the my your his her their this that these those some",
    "es": "el la los las un una unos unas mi su esto",
    "fr": "le la les l un une des du de d la mon ma mes",
    "de": "der die das den dem des ein eine einen einem einer mein meine",
    "pt": "o a os as um uma uns umas meu minha",
    "it": "il lo la i gli le l un uno una di mio mia",
    "nl": "de het een mijn",
}


def strip_frames(text: str, languages: Iterable[str]) -> str:
    """Return the part of a query that remains without its question frames.

    The part keeps its spelling, capitals, and signs. `languages` are the primary tags
    ("en") whose frames count. A text that is nothing but a frame is returned as it is.
    """
    before, behind, articles = _frames(tuple(sorted(set(languages))))
    found = split_words(text)
    texts = [word.text for word in found]
    first, last = 0, len(texts)
    for _ in range(_MAX_FRAMES):
        start = first + _longest(texts[first:last], before)
        end = last - _longest(texts[start:last][::-1], behind)
        while end - start > 1 and texts[start] in articles and start > first:
            start += 1
        if (start, end) == (first, last) or start >= end:
            break
        first, last = start, end
    if (first, last) == (0, len(texts)):
        return text
    return _cut(text, found, first, last)


def _longest(texts: Sequence[str], frames: frozenset[tuple[str, ...]]) -> int:
    """Return the words of the longest frame that the texts begin with, but not all."""
    longest = max(map(len, frames), default=0)
    for count in range(min(longest, len(texts) - 1), 0, -1):
        if tuple(texts[:count]) in frames:
            return count
    return 0


def _cut(text: str, found: Sequence[Word], first: int, last: int) -> str:
    start = found[first - 1].end if first else 0
    end = found[last].start if last < len(found) else len(text)
    return text[start:end].strip().strip(_QUOTES).strip() or text


@cache
def _frames(
    languages: tuple[str, ...],
) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], frozenset[str]]:
    """Return the frames before a name, those behind it reversed, and the articles."""
    known = [language for language in languages if language in _BEFORE]
    before = {frame for language in known for frame in _listed(_BEFORE[language])}
    behind = {frame[::-1] for each in known for frame in _listed(_BEHIND[each])}
    articles = {word for each in known for word in _ARTICLES[each].split()}
    return frozenset(before), frozenset(behind), frozenset(articles)


def _listed(frames: str) -> set[tuple[str, ...]]:
    return {
        tuple(fold(frame).split())
        for line in frames.strip().splitlines()
        for frame in line.split("|")
    }
