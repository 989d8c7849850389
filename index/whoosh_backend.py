"""Whoosh as the back end: an index folder, opened to answer questions."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from index import sounds
from index.autocomplete import Beginning, Completions, write_completions
from index.catalog import Catalog, write_catalog
from index.designations import Designations, Whole, write_designations
from index.entry import Entry
from index.finding import Finder, Finding
from index.folders import Hold
from index.highlighting import (
    Highlighter,
    beginning_marks,
    begins,
    best_match,
    designation_match,
    exact_match,
    near_beginning_marks,
    near_marks,
    near_match,
    segments,
    snippet,
)
from index.languages import Languages
from index.meaning import MeaningIndex
from index.meaning_writing import write_meaning
from index.mending import OFFERED, Mender
from index.near import Form, NearTable, write_near
from index.progress import Progress
from index.ranking import RankedEntry, ranked
from index.search import (
    Channel,
    DidYouMean,
    Hit,
    Listing,
    Page,
    Query,
    Selection,
    Status,
    Suggestion,
)
from index.vectors import Floats, WordVectors
from index.vocabulary import Vocabulary, write_vocabulary
from index.weighing import Scored
from index.whoosh_words import WhooshWords, write_words

_BY_EAR = (Channel.SPELLING, Channel.SOUND)
_STANDS_OUT = 0.01  # score by which the best answer is ahead of the next


def write_index(
    folder: Path,
    entries: Sequence[Entry],
    vectors: WordVectors | None,
    progress: Progress,
) -> None:
    """Build everything that `WhooshBackend` opens.

    Without word vectors nothing will be found by meaning.
    """
    languages = Languages(entry.language for entry in entries)
    count = len(entries)
    with progress.counting("Indexing the names of", count):
        write_catalog(folder, entries)
        write_designations(folder, entries, languages)
        write_completions(folder, entries)
        write_near(folder, "names", _forms(entries))
    with progress.counting("Indexing the vocabulary of", count):
        write_vocabulary(folder, entries, _heard_language(entries))
    if vectors is not None:
        with progress.counting("Indexing the meaning of", count):
            write_meaning(folder, entries, languages, vectors)
    with progress.counting("Indexing the words of", count) as advance:
        write_words(folder, entries, languages, advance)


def _heard_language(entries: Sequence[Entry]) -> str:
    """The first language of the glossary that has rules of sound, or the first."""
    tags = dict.fromkeys(entry.language for entry in entries)
    return next((tag for tag in tags if sounds.has_rules(tag)), next(iter(tags)))


def _forms(entries: Sequence[Entry]) -> list[Form]:
    """Every designation as it can be misspelled and misheard."""
    return [
        Form(
            text=designation.text,
            owner=number,
            place=place,
            language=entry.language,
            respelling=(entry.respelling or "") if not place else "",
            is_abbreviation=designation.kind == "abbreviations",
        )
        for number, entry in enumerate(entries)
        for place, designation in enumerate(entry.designations)
    ]


class _Asked:
    """A question with what is needed to show why an entry answers it."""

    def __init__(self, text: str, finding: Finding) -> None:
        self.text = text
        self.words = [word.text for word in finding.words]
        self.tokens = frozenset(t for word in finding.words for t in word.tokens)
        self.near = {near.owner: near for near in finding.near}
        self._directions: Floats | None = None

    def directions(self, meaning: MeaningIndex) -> Floats:
        """What the words mean, looked up when the first entry needs it."""
        if self._directions is None:
            self._directions = meaning.directions(self.words)
        return self._directions


class WhooshBackend:
    """Answers from one index folder; safe to share between threads and forks."""

    def __init__(
        self, folder: Path, generation: str, vectors: WordVectors | None
    ) -> None:
        self._hold = Hold(folder)
        self.catalog = Catalog(folder)
        self._languages = Languages(self.catalog.languages)
        self._completions = Completions(folder)
        self._names = NearTable(folder, "names")
        words = WhooshWords(folder, len(self.catalog))
        self.finder = Finder(
            languages=self._languages,
            designations=Designations(folder, self._languages),
            words=words,
            names=self._names,
            mender=Mender(Vocabulary(folder), partial(_knows, self._languages, words)),
            meaning=MeaningIndex(folder, vectors) if vectors else None,
        )
        self._generation = generation

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""
        passing = self.catalog.passing(query.filters)
        finding = self.finder.find(query.text, passing)
        wanted = slice(query.offset, query.offset + query.limit)
        ranking = ranked(finding.found, self.catalog.order, wanted)
        asked = _Asked(query.text, finding)
        hits = tuple(self._hit(each, asked) for each in ranking.page)
        return Page(ranking.total, hits, self._did_you_mean(query.text, finding))

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""
        passing = self.catalog.passing(query.filters)
        found = self._completions.find(query.text, query.limit, passing)
        suggestions = (self._suggestion(each, query.text) for each in found)
        return tuple(each for each in suggestions if each is not None)

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""
        return self.catalog.select(selection)

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""
        return self.catalog.entry_by_id(entry_id)

    def status(self) -> Status:
        """What is being served."""
        return Status(
            entries=len(self.catalog),
            generation=self._generation,
            backend="whoosh",
            meaning=self.finder.meaning is not None,
        )

    def _did_you_mean(self, text: str, finding: Finding) -> DidYouMean | None:
        """The better question, when what was typed is foreign and one stands out."""
        mended, shown = finding.mended, self._shown(text)
        if shown != text:
            return DidYouMean(shown, Channel.SPELLING)
        if not finding.foreign or not _one_stands_out(finding.found):
            return None
        if mended is not None and mended.certainty >= OFFERED:
            return DidYouMean(self._shown(mended.text), mended.channel)
        if not finding.near or finding.near[0].certainty < OFFERED:
            return None
        return self._near_name(finding)

    def _shown(self, text: str) -> str:
        """The text, or the headword if it is a hidden form."""
        whole = self.finder.designations.whole(text)
        hidden = [n for n, kind in whole.items() if kind == Whole.HIDDEN_FORM]
        if not hidden or min(whole.values()) < Whole.HIDDEN_FORM:
            return text
        return self.catalog.entry(hidden[0]).headword.lower()

    def _near_name(self, finding: Finding) -> DidYouMean | None:
        """The name most like the question, if the whole of it is foreign."""
        nearest = finding.near[0]
        if finding.foreign < 1:
            return None
        entry = self.catalog.entry(nearest.owner)
        designation = entry.designations[nearest.place]
        text = entry.headword if designation.is_hidden else designation.text
        return DidYouMean(text.lower(), nearest.channel)

    def _hit(self, found: RankedEntry, asked: _Asked) -> Hit:
        entry = self.catalog.entry(found.number)
        highlighter = Highlighter(
            self._languages.analyzer(entry.language),
            asked.tokens | self._meant(found, asked),
        )
        definition = entry.definition.text
        marks = highlighter.marks(definition)
        near = asked.near.get(found.number) if found.channel in _BY_EAR else None
        return Hit(
            entry=entry,
            score=round(found.score, 6),
            match=(
                exact_match(entry, asked.text)
                if found.channel == Channel.EXACT
                else near_match(entry, near)
                if near is not None
                else best_match(entry, highlighter, marks, found.channel)
            ),
            snippet=snippet(definition, marks),
            headword_parts=segments(
                entry.headword,
                highlighter.marks(entry.headword)
                or (near_marks(entry.headword, asked.text) if near else ()),
            ),
            same_as=tuple(self.catalog.entry(each).reference for each in found.folded),
        )

    def _meant(self, found: RankedEntry, asked: _Asked) -> frozenset[str]:
        """The entry's words that mean what the question does, to be marked as well."""
        meaning = self.finder.meaning
        if meaning is None or found.channel != Channel.MEANING:
            return frozenset()
        return meaning.close_stems(asked.directions(meaning), found.number)

    def _suggestion(self, found: Beginning, typed: str) -> Suggestion | None:
        """The suggestion; none when a long beginning goes on otherwise."""
        entry = self.catalog.entry(found.entry)
        designation = entry.designations[found.designation]
        if found.channel == Channel.WORDS and not begins(designation.text, typed):
            return None
        marks = beginning_marks(entry.headword, typed)
        if not marks and not found.designation:
            marks = near_beginning_marks(entry.headword, found.word, typed)
        return Suggestion(
            entry=entry,
            match=designation_match(found.channel, designation),
            parts=segments(entry.headword, marks),
        )


def _one_stands_out(found: Scored) -> bool:
    """Whether one answer is better than every other."""
    best = np.sort(found.scores)[-2:].tolist()
    return len(best) == 1 or (len(best) == 2 and best[1] - best[0] >= _STANDS_OUT)


def _knows(languages: Languages, words: WhooshWords, word: str) -> bool:
    """Whether the glossary uses a folded word, in whatever form, or needs it not."""
    return all(map(words.knows, languages.query_words(word)))
