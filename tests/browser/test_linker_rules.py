"""The linker's tokens are those of the service, whatever a text is made of."""

import random
import unicodedata

from playwright.sync_api import Page

from index.annotation.tokens import tokenize
from tests.browser.host_site import HostSite
from tests.support.service_process import Service, address_of

DIFFICULT = (
    "aAbBéÉΣςσİIıßﬁ½²x1  \n\t\u00a0\u0085-‐–−'’ʼ`+#/.,;()[]“”\"«»＂™…"
    "\u00ad\u200b\u034f\ufe0f\u180b\ufeff\u0301\u0e01\u0e31\u0e4f\u0e3f中文ひゃカ々〇한"
    "\u1000\u103a😀\U0001d49c\U00020000"
)
UNKNOWN = {"Cn", "Cs", "Co"}  # unassigned: browser and Python may differ
TEXTS, LENGTH = 4000, 12
TOKENIZE = """async ([address, texts]) => {
  const { tokenize } = await import(`${address}/widget/glossary-linker.js`);
  const count = (text, end) => [...text.slice(0, end)].length;
  return texts.map((text) => tokenize(text).map((token) => [token.exact, token.folded,
    count(text, token.start), count(text, token.end), Boolean(token.joint)]));
}"""


def random_texts() -> list[str]:
    chance = random.Random(17)
    characters = (chr(code) for code in range(0x20, 0x20100))
    every = [c for c in characters if unicodedata.category(c) not in UNKNOWN]
    return [
        "".join(chance.choices(pool, k=chance.randint(1, LENGTH)))
        for pool in (DIFFICULT, every)
        for _ in range(TEXTS)
    ]


def tokens_of_the_service(text: str) -> list[list[object]]:
    tokens = tokenize(text)
    return [
        [tokens.exact(i), folded, *tokens.spans[i], tokens.is_joined(i)]
        for i, folded in enumerate(tokens.folded)
    ]


def test_linker_and_service_find_the_same_tokens(
    page: Page, host_site: HostSite, glossary_service: Service
) -> None:
    page.goto(host_site.put("/", "<!doctype html><title>A</title>"))
    texts = random_texts()

    found = page.evaluate(TOKENIZE, [address_of(glossary_service), texts])

    pairs = zip(texts, found, strict=True)
    assert [t for t, tokens in pairs if tokens != tokens_of_the_service(t)] == []
