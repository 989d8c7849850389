"""Stop words by language: words that carry no content in a definition or a query.

No list holds a word that alone can be a designation ("all", "it"), nor one that turns a
meaning round ("no", "not", "without").
"""

from collections.abc import Mapping

STOP_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
    a an the this that these those which who whom whose what its i my me we our
    you your of in on at to for from by with and or as into than so such is are was
    were be been being am do does did have has had may can could would will should
    also called used when where there how if but they them their then
    """,
        "es": """
    el la los las lo un una unos unas de del al a en con por para que se su sus es
    son era eran fue ser esta estan este estos estas esto ese esa esos esas y e o u
    como mas pero si muy ya me mi mis te tu tus nos le les cual cuales quien cuando
    donde hay ha han tambien llamado llamada llama entre sobre hasta desde
    """,
        "fr": """
    le la les l un une des du de d a au aux en dans par pour sur avec et ou ou que
    qui quoi qu ce c cet cette ces se s son sa ses est sont etait etre il elle ils
    elles on je j me m mon ma mes te t ton ta tes nous vous votre vos notre nos leur
    leurs y ne n plus tres comme quand dont aussi appele appelee quel quelle
    """,
        "de": """
    der die das den dem des ein eine einen einem einer eines und oder in im an am
    auf aus bei mit von vom zu zum zur fur ist sind war waren sein wird werden hat
    haben es er sie wir ihr ich mich mir mein meine dein deine sein seine als wie
    was wer wo wenn dass auch sich nach uber unter vor durch um so man genannt
    """,
        "pt": """
    o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para
    com que se e ou ao aos sua seu suas seus esta este estes estas isso isto sao
    era foi ser tem ha como mais mas muito tambem meu minha me te lhe qual quais
    quando onde chamado chamada
    """,
        "it": """
    il lo la i gli le l un uno una di d del dello della dei degli delle a al allo
    alla ai agli alle da dal dalla in nel nella nei con su sul sulla per che chi e
    ed o od si sua suo sue suoi sono era essere ha hanno come piu ma molto anche mio
    mia mi ti ci quale quali quando dove questo questa questi queste detto detta
    """,
        "nl": """
    de het een van in op aan bij met voor uit te tot en of is zijn was waren wordt
    worden heeft hebben er dat die dit deze als wat wie waar wanneer hoe ook zich
    om door over onder naar ik mijn me je jouw we ons onze hun ze hij zij u uw
    genoemd
    """,
    }.items()
}
