// <glossary-search> of Heardword (MIT); see service/widget/README.md.
// Whatever a service answers goes into the page as text.
// The exports are for other modules of the same version: `h`, `texts`, `answer`,
// `stressed`, `spoken`, `sayable`, `canPronounce`, and `pronounce`.

const SERVICE = import.meta.url.replace(/widget\/([\d.]+\/)?[^/]+$/, "");
const DEBOUNCE = 120; // milliseconds after the last key
const QUIET = 400; // a screen reader hears only the last of many changes
const PATIENCE = 8000;
const MOST_KEPT = 200;
const PAGE = 50; // results of one request
const GAP = 6; // pixels around the list
const COMPOSED = /[\p{sc=Han}\p{scx=Hira}\p{sc=Hang}\p{sc=Bopo}]/u;
const FILTERS = ["language", "glossary", "category", "audience"];

const STRINGS = {
  en: {
    label: "Search the glossary",
    usage: "When suggestions appear, use the up and down arrow keys and Enter.",
    empty: "Type a word, how it sounds, or what it means.",
    search: "Search",
    suggestions: "Suggestions",
    unsuggested: "No suggestions. Press Enter to search.",
    place: "{headword}, {place} of {count}",
    searching: "Searching …",
    found: "Found for “{query}”: {count}",
    none: "Nothing found for “{query}”.",
    help: "Try how it sounds, fewer words, or what it means.",
    offers: "Did you mean",
    more: "Show {count} more",
    said: "said: {name}",
    instead: "No entry is called “{query}”. Shown:",
    spelling: "looks like “{query}”",
    sound: "sounds like “{query}”",
    meaning: "related",
    also: "also called {name}",
    "also-called": "Also called",
    "see-also": "See also",
    listen: "Listen",
    link: "Open its page",
    back: "Back",
    failing: "The glossary does not answer now.",
    open: "Open the glossary",
  },
  es: {
    label: "Buscar en el glosario",
    usage: "Cuando haya sugerencias, use las flechas arriba y abajo y Entrar.",
    empty: "Escriba una palabra, cómo suena o lo que significa.",
    search: "Buscar",
    suggestions: "Sugerencias",
    unsuggested: "No hay sugerencias. Pulse Entrar para buscar.",
    place: "{headword}, {place} de {count}",
    searching: "Buscando …",
    found: "Encontrado para «{query}»: {count}",
    none: "No se encontró nada para «{query}».",
    help: "Pruebe cómo suena, menos palabras o lo que significa.",
    offers: "Quizá quiso decir",
    more: "Mostrar {count} más",
    said: "se dice: {name}",
    instead: "Ninguna entrada se llama «{query}». Se muestra:",
    spelling: "se parece a «{query}»",
    sound: "suena como «{query}»",
    meaning: "relacionado",
    also: "también se llama {name}",
    "also-called": "También se llama",
    "see-also": "Véase también",
    listen: "Escuchar",
    link: "Abrir su página",
    back: "Volver",
    failing: "El glosario no responde ahora.",
    open: "Abrir el glosario",
  },
};

const STYLE = `
:host{display:block;text-align:start;
--ink:var(--glossary-ink,light-dark(#1c2a2b,#e9f0ee));
--muted:var(--glossary-muted,light-dark(#56656a,#a3b3b3));
--surface:var(--glossary-surface,light-dark(#fff,#172224));
--line:var(--glossary-line,light-dark(#d8dedb,#2d3b3d));
--accent:var(--glossary-accent,light-dark(#0a6767,#63cbc4));
--on-accent:var(--glossary-on-accent,light-dark(#fff,#0c1515));
--mark:var(--glossary-mark,light-dark(#ffe8a3,#4f3f0c));
--radius:var(--glossary-radius,.625em);
font:var(--glossary-font,1.0625em/1.5 system-ui,sans-serif)}
:host([hidden]),[hidden]{display:none!important}
:host([theme=auto]){color-scheme:light dark}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
*{box-sizing:border-box;overflow-wrap:anywhere}
form,p,ol,ul,dl,dd,h1,h2,h3,h4,h5,h6{margin:0;padding:0;list-style:none;font:inherit}
label{display:block;font-weight:600;margin-block-end:.5em}
[part=field]{display:flex;flex-wrap:wrap;gap:.5em}
input,button{font:inherit;min-block-size:max(2.75em,44px);border-radius:var(--radius);padding:0 1em}
input{flex:999 1 11em;min-inline-size:0;font-size:max(16px,1em);color:var(--ink);background:var(--surface);border:1.5px solid var(--muted)}
::placeholder{color:var(--muted);opacity:1}
button{color:var(--accent);background:var(--surface);border:1px solid var(--muted);cursor:pointer}
button:hover,[part=option]:hover{background:color-mix(in srgb,var(--accent) 8%,var(--surface))}
a:hover{text-decoration-thickness:.15em}
[part=button]{flex:1 0 auto;color:var(--on-accent);background:var(--accent);border-color:transparent;font-weight:600}
[part=button]:hover{background:color-mix(in srgb,var(--accent) 85%,var(--ink))}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;box-shadow:0 0 0 7px var(--surface)}
[part=list]{position:fixed;inset:auto;margin:0;overflow-y:auto;padding:.25em;box-shadow:0 12px 32px #0002;text-align:start}
[part=list],[part=answer]{color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:var(--radius)}
[part=option]{display:flex;flex-wrap:wrap;align-items:center;gap:0 1em;min-block-size:max(2.75em,44px);padding:.5em .75em;
border-inline-start:3px solid transparent;border-radius:.375em;cursor:pointer}
[part=option] [part=headword]{flex:1 1 auto}
[aria-selected=true]{border-color:var(--accent);background:color-mix(in srgb,var(--accent) 12%,transparent)}
[part=respelling],[part=why],[part=detail]{color:var(--muted);font-size:.9em}
[part=respelling],[part=respelling] *{overflow-wrap:break-word}
[part=note]{margin-block-start:.5em}
[part=option] :is([part=why],[part=detail]){flex-basis:100%}
b,strong{font-weight:700}
strong{color:var(--ink)}
mark{background:var(--mark);color:inherit;border-radius:.2em}
[part=answer]{margin-block-start:1em;padding:1.25em}
[part=answer]>*+*,article>*+*{margin-block-start:.75em}
[part=entry] [part=headword]{font:600 1.6em/1.2 ui-serif,Georgia,serif}
[part=say]{display:flex;flex-wrap:wrap;align-items:center;gap:.5em 1em}
[part=definition]{white-space:pre-line}
dt{color:var(--muted)}
dd+dt{margin-block-start:.5em}
dd a{margin-inline-end:1em}
a{color:var(--accent);display:inline-block;padding-block:max(.6em,10px)}
[part=result]{padding-block:.75em;border-block-start:1px solid var(--line)}
[part=name]{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1em}
[part=offers] button{margin:.25em .5em .25em 0}
[part=result] a{font:600 1.15em/1.3 ui-serif,Georgia,serif}
[part=status],.heard{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (forced-colors:active){[aria-selected=true]{outline:2px solid Highlight;outline-offset:-2px}}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
const kept = new Map(); // answers by address

export async function answer(url, signal) {
  if (!kept.has(url)) {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      credentials: "omit",
    });
    if (!response.ok) throw new Error(url);
    const found = await response.json();
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(url, found);
  }
  return kept.get(url);
}

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.onclick = value;
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
}

export const texts = (segments, tag) =>
  segments.map(({ text, match }) => (match ? h(tag, {}, text) : text));

/** A respelling in pieces, its stressed syllables told apart. */
export function stressed(respelling) {
  return respelling
    .split(/(\p{L}+)/u)
    .map((text) => ({ text, match: /^\p{Lu}{2,}$/u.test(text) }));
}

/** A respelling as a screen reader should read it: "noo tro PEE nee uh". */
export const spoken = (respelling) => respelling.replace(/-/g, " ");

/** What a voice should read: the respelling, if it is a whole one. */
export function sayable({ headword, respelling }) {
  if (!respelling || /[^\p{L}\p{M}\s'’-]/u.test(respelling)) return headword;
  return respelling.toLowerCase().replace(/-/g, " ");
}

const speaks = (language) =>
  globalThis.speechSynthesis
    ?.getVoices()
    .some(({ lang }) => lang.slice(0, 2) === language.slice(0, 2));

export function canPronounce({ audio_url, language }) {
  return Boolean(audio_url || speaks(language));
}

export async function pronounce(entry) {
  globalThis.speechSynthesis?.cancel();
  try {
    if (entry.audio_url) return await new Audio(entry.audio_url).play();
  } catch {
    // a voice may do
  }
  if (!speaks(entry.language)) return;
  const utterance = new SpeechSynthesisUtterance(sayable(entry));
  utterance.lang = entry.language;
  speechSynthesis.speak(utterance);
}

/**
 * @fires glossary-search `{query}`, before it searches
 * @fires glossary-select `{id, headword, url}`, before it shows an entry
 */
class GlossarySearch extends HTMLElement {
  static observedAttributes = [
    "label",
    "language",
    "placeholder",
    "text-search",
    "text-suggestions",
    "value",
  ];

  #base = h("div", { part: "base" });
  #label = h("label", { part: "label", for: "input" });
  #input = h("input", {
    part: "input",
    id: "input",
    type: "text",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "list",
    "aria-describedby": "usage",
    "aria-expanded": "false",
    autocapitalize: "none",
    autocomplete: "off",
    enterkeyhint: "search",
    maxlength: 200,
    spellcheck: "false",
  });
  #list = h("ul", {
    part: "list",
    id: "list",
    role: "listbox",
    hidden: "",
    popover: "manual", // in the top layer nothing covers or clips it
  });
  #button = h("button", { part: "button", type: "button" });
  #usage = h("span", { id: "usage", hidden: "" });
  #note = h("p", { part: "note", hidden: "" });
  #status = h("div", { part: "status", role: "status" });
  #answer = h("div", { part: "answer", hidden: "" });
  #suggestions = [];
  #active = -1;
  #trail = []; // the views that led here, each with the text of the box
  #escaped = false; // the keyup of a handled Escape is to come
  #passing = false; // what is shown makes room for suggestions
  #voices = new Map(); // of each Listen button: shows it once there is a voice
  #asking;
  #leaving;
  #typing;
  #announcing;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const field = h("div", { part: "field" }, this.#input, this.#list, this.#button);
    this.#base.append(
      h("form", { part: "form" }, this.#label, field, this.#usage),
      this.#note,
      this.#status,
      this.#answer,
    );
    root.append(this.#base);
  }

  connectedCallback() {
    const { signal } = (this.#leaving = new AbortController());
    const on = (target, name, listener, capture = false) =>
      target?.addEventListener(name, listener, { signal, capture });
    on(this.#input, "input", (event) => this.#typed(event));
    on(this.#input, "compositionend", (event) => this.#typed(event));
    on(this.#input, "keydown", (event) => this.#pressed(event));
    on(this.#input, "keypress", (event) => this.#shield(event));
    on(this.#input, "keyup", (event) => this.#released(event));
    on(this.#button, "click", () => this.#submit());
    on(this.#list, "mousedown", (event) => event.preventDefault()); // keeps the focus
    on(this.#list, "click", (event) => this.#clicked(event));
    on(this.#base, "submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    for (const target of [window, window.visualViewport]) {
      on(target, "resize", () => this.#place());
      on(target, "scroll", () => this.#place(), true);
    }
    on(this.#base, "focusout", () => this.#close());
    on(globalThis.speechSynthesis, "voiceschanged", () => {
      for (const update of this.#voices.values()) update();
    });
    this.#write();
    this.#takeOver(this.querySelector("input:not([type=hidden])"));
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#stop();
  }

  focus(options) {
    this.#input.focus(options);
  }

  attributeChangedCallback(name, before, value) {
    if (name === "value") this.#input.value = value ?? "";
    this.#write();
  }

  // Goes on with what was typed into the page's own form.
  #takeOver(own) {
    if (!own) return;
    this.#input.value ||= own.value;
    if (own === own.getRootNode().activeElement) this.#input.focus();
  }

  get #query() {
    return this.#input.value.trim();
  }

  get #language() {
    const language =
      this.getAttribute("language") ??
      this.closest("[lang]")?.lang ??
      document.documentElement.lang;
    const primary = language.split("-")[0].toLowerCase(); // "es-MX" means "es"
    return primary in STRINGS ? primary : "en";
  }

  #text(name, values = {}) {
    const own = this.getAttribute(name === "label" ? name : `text-${name}`);
    const text = own ?? STRINGS[this.#language][name];
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  #write() {
    this.#base.lang = this.#language;
    this.#label.textContent = this.#text("label");
    this.#input.placeholder = this.getAttribute("placeholder") ?? "";
    this.#button.textContent = this.#text("search");
    this.#usage.textContent = this.#text("usage");
    this.#list.ariaLabel = this.#text("suggestions");
  }

  #say(text) {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => (this.#status.textContent = text), QUIET);
  }

  // For the eye, under the box; "" for nothing.
  #remark(text) {
    this.#note.textContent = text;
    this.#note.hidden = !text;
  }

  #tell(name, detail) {
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent(name, options));
  }

  #address(path, parameters = {}) {
    const service = this.getAttribute("service") ?? SERVICE;
    const url = new URL(service.replace(/\/?$/, "/") + path, document.baseURI);
    for (const [name, value] of Object.entries(parameters)) {
      if (value) url.searchParams.set(name, value);
    }
    return url.href;
  }

  #question(path, most) {
    const parameters = { q: this.#query };
    for (const name of FILTERS) parameters[name] = this.getAttribute(name);
    parameters.limit = Math.min(this.getAttribute("limit"), most);
    return this.#address(path, parameters);
  }

  async #ask(url, show, fail) {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    try {
      const found = await answer(url, signal);
      if (!signal.aborted) show(found);
    } catch {
      kept.delete(url); // the next one may be better
      if (!signal.aborted) fail();
    }
    return !signal.aborted;
  }

  #stop() {
    this.#asking?.abort();
    clearTimeout(this.#typing);
    clearTimeout(this.#announcing);
    this.#remark("");
    this.#close();
  }

  // An Android keyboard composes Latin text too, which needs no waiting.
  #typed({ isComposing, data }) {
    clearTimeout(this.#typing);
    if (isComposing && COMPOSED.test(data)) return;
    if (!this.#query) return this.#stop();
    this.#activate(-1);
    const known = kept.has(this.#question("autocomplete", 20));
    this.#typing = setTimeout(() => this.#suggest(), known ? 0 : DEBOUNCE);
  }

  #suggest() {
    clearTimeout(this.#typing);
    this.#typing = null;
    const query = this.#query;
    const slow = setTimeout(() => this.#remark(this.#text("searching")), QUIET);
    const asked = this.#ask(
      this.#question("autocomplete", 20),
      ({ suggestions }) => this.#offer(suggestions, query),
      () => {
        this.#close();
        this.#remark("");
        if (this.#passing || this.#answer.hidden) this.#fail(query);
      },
    );
    return asked.finally(() => clearTimeout(slow));
  }

  #offer(suggestions, query) {
    const options = suggestions.map((s, i, all) => this.#option(s, i, query, all));
    this.#list.replaceChildren(...options);
    this.#suggestions = suggestions;
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    const count = suggestions.length;
    this.#expand(count > 0 && this.#input.matches(":focus"));
    this.#remark(count ? "" : this.#text("unsuggested"));
    this.#say(count ? `${this.#text("suggestions")}: ${count}` : this.#text("unsuggested"));
    if (this.#passing) this.#answer.hidden = true;
  }

  #option(suggestion, index, query, all) {
    const own = { lang: suggestion.language, dir: "auto" };
    const detail = this.#detail(suggestion, all);
    return h(
      "li",
      { part: "option", id: `option-${index}`, role: "option", "aria-selected": "false" },
      h("span", { part: "headword", ...own }, texts(suggestion.parts, "b")),
      this.#respelling(suggestion.respelling),
      detail && h("span", { part: "detail", ...own }, detail),
      this.#why(suggestion.matched, query),
    );
  }

  // Tells rows of one headword apart: by category, or else by their definitions.
  #detail({ headword, category, gloss }, all) {
    const twins = all.filter((each) => each.headword === headword);
    if (twins.length < 2) return "";
    const categories = new Set(twins.map((each) => each.category));
    return categories.size === twins.length ? category ?? gloss : gloss;
  }

  // For the ear, where an entry is read.
  #said(respelling) {
    const name = respelling && spoken(respelling);
    return name && h("span", { class: "heard" }, this.#text("said", { name }));
  }

  // For the eye: a voice says the headword.
  #respelling(respelling) {
    const pieces = texts(stressed(respelling ?? ""), "strong");
    return h("span", { part: "respelling", "aria-hidden": "true" }, pieces);
  }

  #why({ channel, field, text }, query) {
    const alike = field === "hidden_forms" ? "spelling" : channel;
    const why = /spelling|sound|meaning/.test(alike)
      ? this.#text(alike, { query })
      : /abbr|variants/.test(field) && this.#text("also", { name: text });
    return why && h("span", { part: "why" }, why);
  }

  #expand(open) {
    if (!open && !this.#list.hidden) this.#say("");
    this.#list.hidden = !open;
    this.#input.ariaExpanded = open;
    if (this.isConnected) this.#list.togglePopover(open);
    this.#place();
  }

  // Below the input, or above it where there is more room; inside what is visible.
  #place() {
    if (this.#list.hidden) return;
    const { style } = this.#list;
    const input = this.#input.getBoundingClientRect();
    const field = this.#input.parentNode.getBoundingClientRect();
    const { offsetTop = 0, height = innerHeight } = window.visualViewport ?? {};
    style.maxBlockSize = "26em";
    const above = input.top - offsetTop - 2 * GAP;
    const below = offsetTop + height - input.bottom - 2 * GAP;
    const up = above > below && this.#list.scrollHeight > below;
    const page = document.documentElement.clientHeight;
    style.top = up ? "auto" : `${input.bottom + GAP}px`;
    style.bottom = up ? `${page - input.top + GAP}px` : "auto";
    style.left = `${field.left}px`;
    style.width = `${field.width}px`;
    style.maxBlockSize = `min(26em, ${Math.max(up ? above : below, 48)}px)`;
  }

  #close() {
    this.#activate(-1);
    this.#expand(false);
  }

  #activate(index) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const option = this.#list.children[index];
    if (!option) return this.#input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
    const { headword } = this.#suggestions[index];
    const count = this.#suggestions.length;
    this.#say(this.#text("place", { headword, place: index + 1, count }));
  }

  async #move(step) {
    if (this.#list.hidden || this.#typing) await this.#suggest();
    const count = this.#suggestions.length;
    if (this.#list.hidden || !count) return;
    const next = this.#active < 0 && step < 0 ? -1 : this.#active + step;
    this.#activate((next + count) % count);
  }

  #pressed(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method's key
    this.#shield(event);
    const actions = {
      ArrowDown: () => this.#query && this.#move(1),
      ArrowUp: () => this.#query && this.#move(-1),
      Enter: () => (this.#active < 0 ? this.#submit() : this.#pick(this.#active)),
      Escape: () => this.#escape(),
    };
    const { key } = event;
    if (/Home|End|Left|Right/.test(key)) this.#activate(-1);
    if (key === "Tab") this.#close();
    if (!actions[key]?.()) return;
    event.preventDefault();
    if (key !== "Escape") return;
    event.stopPropagation();
    this.#escaped = true;
  }

  // Keys of the box are no shortcuts of the page, which sees only the element.
  #shield(event) {
    const { key, ctrlKey, metaKey } = event;
    const writes = key.length === 1 && !ctrlKey && !metaKey;
    if (writes || /^(Arrow|Home|End)/.test(key)) event.stopPropagation();
  }

  #released(event) {
    this.#shield(event);
    if (event.key !== "Escape" || !this.#escaped) return;
    event.stopPropagation();
    this.#escaped = false;
  }

  // Not by the form: a frame without "allow-forms" submits none.
  #submit() {
    if (this.#query) this.#search(this.#query);
    else {
      this.#remark(this.#text("empty"));
      this.#say(this.#text("empty"));
      this.#input.focus();
    }
    return true;
  }

  #escape() {
    const open = !this.#list.hidden;
    const used = open || this.#input.value;
    if (!open) {
      this.#input.value = "";
      this.#answer.hidden = true;
    }
    this.#stop();
    return used;
  }

  #clicked({ target }) {
    const option = target.closest("[role=option]");
    if (option) this.#pick([...this.#list.children].indexOf(option));
  }

  #pick(index) {
    const suggestion = this.#suggestions[index];
    this.#input.value = suggestion.headword;
    this.#stop();
    this.#select(suggestion);
    return true;
  }

  #page(id) {
    return this.#address(`glossary/${encodeURIComponent(id)}`);
  }

  #search(query) {
    this.#stop();
    if (!this.#tell("glossary-search", { query })) return;
    const url = this.#question("search", 50);
    const show = (page) => this.#results(page, url);
    this.#visit(() => this.#ask(url, show, () => this.#fail(query, true)));
  }

  #select({ id, headword }, before = [], focus = false) {
    if (!this.#tell("glossary-select", { id, headword, url: this.#page(id) })) return;
    const url = this.#address(`entries/${encodeURIComponent(id)}`);
    const show = (entry) => this.#entry(entry);
    const view = () => this.#ask(url, show, () => this.#fail(headword, true));
    this.#stop();
    this.#input.value = headword;
    this.#visit(view, before, focus);
  }

  async #visit(view, before = [], focus = false) {
    this.#trail = [...before, { view, text: this.#input.value }];
    const searching = this.#text("searching");
    const slow = setTimeout(() => {
      this.#show(searching, this.#hint(searching));
      this.#passing = true;
    }, QUIET);
    const shown = await view();
    clearTimeout(slow);
    if (shown && focus) this.#answer.querySelector("[tabindex]")?.focus();
  }

  #show(spoken, ...content) {
    this.#passing = false;
    for (const button of this.#voices.keys())
      if (this.#answer.contains(button)) this.#voices.delete(button);
    this.#answer.replaceChildren(...content.filter(Boolean), ...this.#back());
    this.#answer.hidden = false;
    if (spoken) this.#say(spoken);
  }

  #hint(text) {
    return h("p", { part: "hint", tabindex: -1 }, text);
  }

  #back() {
    if (this.#trail.length < 2) return [];
    const onclick = () => {
      const { view, text } = this.#trail.at(-2);
      this.#stop();
      this.#input.value = text;
      this.#visit(view, this.#trail.slice(0, -2), true);
    };
    return [h("button", { part: "back", type: "button", onclick }, this.#text("back"))];
  }

  #fail(query, spoken) {
    const failing = this.#text("failing");
    const href = this.#address("", { q: query });
    const link = h("a", { part: "link", href }, this.#text("open"));
    this.#show(spoken && failing, this.#hint(failing), link);
    this.#passing = true;
  }

  #results({ query, total, results, did_you_mean, offers = [] }, url) {
    const found = this.#text(total ? "found" : "none", { query, count: total });
    const help = total ? "" : this.#text("help");
    const better = did_you_mean?.query;
    const hits = results.map((hit) => this.#result(hit, query));
    const list = h("ol", { part: "results" }, hits);
    // What the list has just shown is never "nothing".
    const listed = kept.get(this.#question("autocomplete", 20))?.suggestions ?? [];
    const others = offers.length || better ? offers : listed;
    this.#show(
      `${found} ${help}`,
      this.#hint(found),
      better && this.#instead(query, better),
      !total && others.length && this.#offers(others),
      help && h("p", {}, help),
      hits.length && list,
      this.#more(list, url, query, total),
    );
  }

  #better(better) {
    const onclick = () => {
      this.#input.value = better;
      this.#search(better);
    };
    return h("button", { part: "instead", type: "button", onclick }, better);
  }

  #offers(others) {
    const buttons = others.map(({ query, headword }) => this.#better(query ?? headword));
    return h("p", { part: "offers" }, `${this.#text("offers")}: `, buttons);
  }

  // Adds the next results to the list.
  #more(list, address, query, total) {
    const shown = list.children.length;
    const count = Math.min(total - shown, PAGE);
    if (count < 1 || shown > 1000) return;
    const url = new URL(address);
    url.searchParams.set("limit", PAGE);
    url.searchParams.set("offset", shown);
    const show = ({ results }) => {
      const added = results.map((hit) => this.#result(hit, query));
      list.append(...added);
      const next = added.length && this.#more(list, address, query, total);
      button.replaceWith(...(next ? [next] : []));
      added[0]?.querySelector("a").focus();
    };
    const onclick = () => this.#ask(url.href, show, () => this.#fail(query, true));
    const button = h("button", { part: "more", type: "button", onclick });
    button.textContent = this.#text("more", { count });
    return button;
  }

  #instead(query, better) {
    return h("p", {}, this.#text("instead", { query }), " ", this.#better(better));
  }

  #result(hit, query) {
    const names = hit.abbreviations.join(", ");
    const own = { lang: hit.language, dir: "auto" };
    return h(
      "li",
      { part: "result" },
      h(
        "div",
        { part: "name" },
        h("span", own, this.#link(hit, texts(hit.headword_parts, "mark")), names && ` (${names})`),
        this.#why(hit.matched, query),
      ),
      this.#pronunciation(hit),
      h("p", { part: "snippet", ...own }, texts(hit.snippet, "mark")),
    );
  }

  #link(entry, content = entry.headword) {
    const href = this.#page(entry.id);
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#select(entry, this.#trail, true);
    };
    return h("a", { part: "link", href, lang: entry.language, onclick }, content);
  }

  #entry(entry) {
    const { headword, definition } = entry;
    const level = this.getAttribute("heading-level") ?? 2;
    const heading = { role: "heading", "aria-level": level, tabindex: -1 };
    const own = { lang: entry.language, dir: "auto" };
    const names = [...entry.abbreviations, ...entry.variants].join(", ");
    const others = entry.see_also.map((other) => this.#link(other));
    const href = this.#page(entry.id);
    const said = this.#said(entry.respelling)?.textContent;
    this.#show(
      [headword, said, definition].filter(Boolean).join(". "),
      h(
        "article",
        { part: "entry" },
        h("div", { part: "headword", ...heading, ...own }, headword),
        this.#pronunciation(entry),
        h("p", { part: "definition", ...own }, definition),
        h("dl", {}, this.#listed("also-called", names), this.#listed("see-also", others)),
        h("a", { part: "link", href }, this.#text("link")),
      ),
    );
  }

  #pronunciation(entry) {
    const { respelling } = entry;
    const parts = [this.#respelling(respelling), this.#said(respelling), this.#listen(entry)];
    return h("div", { part: "say" }, parts);
  }

  #listed(name, content) {
    if (!content.length) return [];
    return [h("dt", {}, this.#text(name)), h("dd", { part: name }, content)];
  }

  #listen(entry) {
    const text = this.#text("listen");
    const name = `${text}: ${entry.headword}`;
    const own = { "aria-label": name, onclick: () => pronounce(entry) };
    const button = h("button", { part: "listen", type: "button", ...own }, text);
    const update = () => (button.hidden = !canPronounce(entry));
    this.#voices.set(button, update);
    update();
    return button;
  }
}

// An older browser keeps the page's own form.
if (
  CSS.supports("color", "light-dark(#000,#fff)") &&
  AbortSignal.any &&
  HTMLElement.prototype.togglePopover &&
  !customElements.get("glossary-search")
)
  customElements.define("glossary-search", GlossarySearch);
