"""Find the names in a text: at each token the longest one, from left to right."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.annotation.hashing import SEQUENCE_FACTOR, token_hash
from index.annotation.name_table import NO_NAME, Mask, NameTable, Owners
from index.annotation.names import ANY_CASE
from index.annotation.tokens import TokenizedText

Numbers = NDArray[Any]


class Match(NamedTuple):
    """Place of a name, in characters, and the entries that have it, by number."""

    start: int
    end: int
    entries: tuple[int, ...]


class _Candidates(NamedTuple):
    """Names by first token, the longer ones first: tokens, and numbers of names."""

    firsts: list[int]
    lengths: list[int]
    names: Numbers


def find_matches(table: NameTable, tokens: TokenizedText, mask: Mask) -> list[Match]:
    """Return the matches of a text, in order and without overlaps."""
    firsts, lengths, names = _find_candidates(table, tokens)
    distinct, rows = np.unique(names, return_inverse=True)
    owners = table.owners(distinct, mask)
    spans = tokens.spans
    matches: list[Match] = []
    behind = 0  # the first token after the last match
    for first, length, row in zip(firsts, lengths, rows.tolist(), strict=True):
        if first < behind or (length > 1 and tokens.is_joined(first)):
            continue
        entries, exact = owners[row]
        if exact:
            entries = _in_this_spelling(tokens, first, length, owners[row])
        if entries:
            behind = first + length
            matches.append(Match(spans[first][0], spans[behind - 1][1], entries))
    return matches


def _find_candidates(table: NameTable, tokens: TokenizedText) -> _Candidates:
    """Look up all beginnings of names at once: of one token, of two, and so on.

    Two sequences of tokens with the same hash of 64 bits are taken for the same.
    """
    single = np.fromiter(map(token_hash, tokens.folded), np.uint64, len(tokens.folded))
    firsts, hashes = np.arange(len(single)), single
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    length = 1
    while length == 1 or len(firsts):
        is_prefix, names = table.find_prefixes(hashes)
        firsts, hashes, names = firsts[is_prefix], hashes[is_prefix], names[is_prefix]
        is_name = names != NO_NAME
        lengths = np.full(int(is_name.sum()), length)
        found.append((firsts[is_name], lengths, names[is_name]))
        goes_on = firsts + length < len(single)
        firsts, hashes = firsts[goes_on], hashes[goes_on]
        hashes = hashes * np.uint64(SEQUENCE_FACTOR) + single[firsts + length]
        length += 1
    all_firsts, all_lengths, all_names = map(np.concatenate, zip(*found, strict=True))
    order = np.lexsort((-all_lengths, all_firsts))
    return _Candidates(
        all_firsts[order].tolist(), all_lengths[order].tolist(), all_names[order]
    )


def _in_this_spelling(
    tokens: TokenizedText, first: int, length: int, owners: Owners
) -> tuple[int, ...]:
    """Return the entries whose name is spelled as the tokens are."""
    exact = [tokens.exact(token) for token in range(first, first + length)]
    pairs = zip(owners.entries, owners.exact, strict=True)
    fitting = (entry for entry, wanted in pairs if _fits(exact, wanted))
    return tuple(dict.fromkeys(fitting))


def _fits(exact: Sequence[str], wanted: str) -> bool:
    if not wanted:
        return True
    pairs = zip(exact, wanted.split(" "), strict=True)
    return all(want in (ANY_CASE, each) for each, want in pairs)
