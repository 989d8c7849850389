"""Usage of a glossary in pages: entries in use, unused ones, and hard words."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.analysis.analyzers import primary_tag
from index.annotation.annotator import annotate
from index.annotation.column_builder import build_name_columns
from index.annotation.flow import Flow
from index.annotation.markup.reader import read_language, read_markup
from index.annotation.name_table import NameTable
from index.model.glossary import Entry
from index.quality.hard_words import HardWordFinder

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class EntryUse:
    """An entry, and how often each page that uses it does so, by its name."""

    entry: Entry
    pages: dict[str, int]

    @property
    def uses(self) -> int:
        """Number of places in all pages."""
        return sum(self.pages.values())


@dataclass(frozen=True, slots=True)
class WordUse:
    """A hard word, its places, and the pages that have it."""

    word: str
    uses: int
    pages: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Usage in so many pages, the most used first."""

    pages: int
    used: tuple[EntryUse, ...]
    unused: tuple[Entry, ...]
    hard_words: tuple[WordUse, ...]


def measure_coverage(
    entries: Sequence[Entry], pages: Iterable[tuple[str, str]], advance: Advance
) -> Coverage:
    """Find the entries in pages, given by name and HTML, by the linker's own rules.

    A place counts where the linker may mark it: not in links, headings, or code. Hard
    words are those of pages that are in English or do not say their language.
    """
    table = NameTable(build_name_columns(entries))
    finder = HardWordFinder(entries)
    uses: dict[str, dict[str, int]] = defaultdict(dict)
    words: Counter[str] = Counter()
    words_by_page: Counter[str] = Counter()
    done = 0
    for done, (name, html) in enumerate(pages, 1):
        flow = read_markup(html)
        for entry_id, count in _count_entries(table, flow).items():
            uses[entry_id][name] = count
        is_english = primary_tag(read_language(html) or "en") == "en"
        hard = Counter(finder.find(flow.text) if is_english else ())
        words.update(hard)
        words_by_page.update(hard.keys())
        advance(done)
    used = [EntryUse(each, uses[each.id]) for each in entries if each.id in uses]
    return Coverage(
        done,
        tuple(sorted(used, key=lambda use: (-use.uses, use.entry.headword))),
        tuple(each for each in entries if each.id not in uses and each.link != "never"),
        _rank_words(words, words_by_page),
    )


def _count_entries(table: NameTable, flow: Flow) -> Counter[str]:
    """Count the places of each entry; one that several share counts for all."""
    annotations = annotate(table, flow, None, "all")
    return Counter(entry for each in annotations for entry in each.entries)


def _rank_words(uses: Counter[str], pages: Counter[str]) -> tuple[WordUse, ...]:
    ranked = [WordUse(word, count, pages[word]) for word, count in uses.items()]
    return tuple(sorted(ranked, key=lambda use: (-use.pages, -use.uses, use.word)))
