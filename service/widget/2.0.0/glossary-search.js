// <glossary-search> of Heardword (MIT); exports: glossary-search.d.ts

const VERSION = "2.0.0";
const SERVICE = import.meta.url.replace(/widget\/[\d./]*[^/]+$/, "");
const DEBOUNCE = 120; // milliseconds
const QUIET = 400; // of many changes, the last is spoken
const PATIENCE = 8000;
const PAGE_SIZE = 50;
const GAP = 6; // pixels
const COMPOSED = /[\p{sc=Han}\p{scx=Hira}\p{sc=Hang}\p{sc=Bopo}]/u;
const FILTERS = ["language", "glossary", "category", "audience"];
const TRANSLATED = ["de", "es", "fr", "pt"];

const ENGLISH = {
  language: "en",
  label: "Search the glossary",
  usage: "When suggestions appear, use the up and down arrow keys and Enter.",
  empty: "Type a word, how it sounds, or what it means.",
  search: "Search",
  suggestions: "Suggestions",
  unsuggested: "No suggestions. Press Enter to search.",
  place: "{headword}, {place} of {count}",
  searching: "Searching …",
  found: "Results for “{query}”: {count}",
  none: "Nothing found for “{query}”.",
  help: "Try how it sounds, fewer words, or what it means.",
  offers: "Did you mean:",
  more: "Show {count} more",
  said: "said: {name}",
  spelling: "looks like “{query}”",
  sound: "sounds like “{query}”",
  meaning: "related",
  also: "also called {name}",
  "also-called": "Also called",
  "see-also": "See also",
  listen: "Listen",
  link: "Open its page",
  back: "Back",
  failing: "The glossary is not available right now.",
  open: "Open the glossary",
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
[part=base]:dir(rtl){text-align:right}
*{box-sizing:border-box;overflow-wrap:anywhere}
p,label,dt,dd,span{unicode-bidi:plaintext}
form,p,ol,ul,dl,dd{margin:0;padding:0;list-style:none;font:inherit}
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
[part=list]{position:fixed;inset:auto;margin:0;overflow-y:auto;padding:.25em;box-shadow:0 12px 32px #0002}
[part=list],[part=answer]{color:var(--ink);background:var(--surface);border:1px solid var(--line);border-radius:var(--radius)}
[part=option]{display:flex;flex-wrap:wrap;align-items:center;gap:0 1em;min-block-size:max(2.75em,44px);padding:.5em .75em;
border-inline-start:3px solid transparent;border-radius:.375em;cursor:pointer}
[part=option] [part=headword]{flex:1 1 auto}
[aria-selected=true]{border-color:var(--accent);background:color-mix(in srgb,var(--accent) 12%,transparent)}
[part=respelling],[part=why],[part=detail]{color:var(--muted);font-size:.9em}
[part=respelling],[part=respelling] *{overflow-wrap:break-word}
[part=note]{margin-block-start:.75em}
[part=hint]{font-weight:600}
[part=option] :is([part=why],[part=detail]){flex-basis:100%}
b,strong{font-weight:700}
strong{color:var(--ink)}
mark{background:var(--mark);color:inherit;border-radius:.2em}
[part=answer]{margin-block-start:1em;padding:1.25em;container-type:inline-size}
[part=answer]>*+*,article>*+*{margin-block-start:.75em}
[part=entry] [part=headword]{font:600 clamp(1.15em,9cqi,1.6em)/1.2 ui-serif,Georgia,serif}
[part=say]{display:flex;flex-wrap:wrap;align-items:center;gap:.5em 1em}
[part=definition]{white-space:pre-line}
dt{color:var(--muted)}
dd+dt{margin-block-start:.5em}
[part=see-also]{display:flex;flex-wrap:wrap;gap:0 1em}
a{color:var(--accent);display:inline-block;padding-block:max(.6em,10px)}
[part=result]{padding-block:.75em;border-block-start:1px solid var(--line)}
[part=name]{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 1em}
[part=offers] button{margin-block:.25em;margin-inline-end:.5em}
[part=snippet]{margin-block-start:.5em}
[part=result] a{font:600 1.15em/1.3 ui-serif,Georgia,serif}
[part=status],.heard{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (forced-colors:active){[aria-selected=true]{outline:2px solid Highlight;outline-offset:-2px}}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
const answers = new Map();

export async function answer(url, signal) {
  if (!answers.has(url)) {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      credentials: "omit",
    });
    if (!response.ok) throw new Error(url);
    const found = await response.json();
    if (answers.size > 200) answers.clear();
    answers.set(url, found);
  }
  return answers.get(url);
}

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value?.call) element[name] = value;
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
}

const own = ({ language: lang }) => ({ lang, dir: "auto" });

export const texts = (segments, tag) =>
  segments.map(({ text, match }) => (match ? h(tag, {}, text) : text));

export function stressed(respelling) {
  return respelling
    .split(/(\p{L}+)/u)
    .map((text) => ({ text, match: /^\p{Lu}{2,}$/u.test(text) }));
}

export const spoken = (respelling) => respelling.replace(/-/g, " ");

export function sayable({ headword, respelling }) {
  if (!respelling || /[^\p{L}\p{M}\s'’-]/u.test(respelling)) return headword;
  return spoken(respelling.toLowerCase());
}

const speaks = (language) =>
  globalThis.speechSynthesis
    ?.getVoices()
    .some(({ lang }) => lang.startsWith(language.slice(0, 2)));

export const canPronounce = ({ audio_url, language }) => Boolean(audio_url || speaks(language));

export async function pronounce(entry) {
  globalThis.speechSynthesis?.cancel();
  try {
    if (entry.audio_url) return await new Audio(entry.audio_url).play();
  } catch {
    // then a voice
  }
  if (!speaks(entry.language)) return;
  const utterance = new SpeechSynthesisUtterance(sayable(entry));
  utterance.lang = entry.language;
  speechSynthesis.speak(utterance);
}

/**
 * @fires glossary-search before a search
 * @fires glossary-select before an entry is shown
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

  #root = this.attachShadow({ mode: "open" });
  #label = h("label", { part: "label", for: "input" });
  #input = h("input", {
    part: "input",
    id: "input",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "list",
    "aria-describedby": "usage",
    autocapitalize: "none",
    autocomplete: "off",
    enterkeyhint: "search",
    maxlength: 200,
    spellcheck: "false",
  });
  #list = h("ul", { part: "list", id: "list", role: "listbox", popover: "manual" });
  #button = h("button", { part: "button" });
  #usage = h("span", { id: "usage", hidden: "" });
  #note = h("p", { part: "note" });
  #status = h("div", { part: "status", role: "status" });
  #answer = h("div", { part: "answer", hidden: "" });
  #field = h("div", { part: "field" }, this.#input, this.#list, this.#button);
  #form = h("form", { part: "form" }, this.#label, this.#field, this.#usage);
  #base = h("div", { part: "base" }, this.#form, this.#note, this.#status, this.#answer);
  #texts = ENGLISH;
  #active;
  #trail = []; // the views that led here, each with the text of the box
  #used; // true if the last key did something
  #passing = false; // what is shown makes room for suggestions
  #asking;
  #leaving;
  #typing;
  #announcing;

  connectedCallback() {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#base);
    const options = { signal: (this.#leaving = new AbortController()).signal, capture: true };
    const on = (target, names, listener) => {
      for (const name of names.split(" ")) target?.addEventListener(name, listener, options);
    };
    on(this.#input, "input compositionend", (event) => this.#typed(event));
    on(this.#input, "keydown keypress keyup", (event) => this.#key(event));
    on(this.#list, "mousedown", (event) => event.preventDefault()); // keeps the focus
    on(this.#button, "click", (event) => this.#submit(event)); // some frames submit no form
    on(this.#form, "submit", (event) => this.#submit(event));
    on(this.#base, "focusout", () => this.#close());
    for (const view of [window, visualViewport]) on(view, "resize scroll", () => this.#place());
    on(globalThis.speechSynthesis, "voiceschanged", () => this.#hear());
    this.#stop();
    this.#translate();
    const former = this.querySelector("input:not([type=hidden])");
    if (!former) return;
    this.#input.value ||= former.value;
    if (former.matches(":focus")) this.#input.focus();
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
    if (this.#leaving) this.#translate();
  }

  get #query() {
    return this.#input.value.trim();
  }

  get #language() {
    const language =
      this.getAttribute("language") ??
      this.closest("[lang]")?.lang ??
      document.documentElement.lang;
    return language.split("-")[0].toLowerCase(); // "es-MX" means "es"
  }

  // As data: the script's hash covers all code.
  async #translate() {
    const language = this.#language;
    this.#write(ENGLISH);
    if (!TRANSLATED.includes(language)) return;
    const url = this.#address(`widget/${VERSION}/texts/${language}.json`);
    const translated = await answer(url, this.#leaving.signal).catch(() => ENGLISH);
    if (language === this.#language) this.#write({ ...ENGLISH, ...translated });
  }

  #write(texts) {
    this.#texts = texts;
    this.#base.lang = texts.language;
    this.#label.textContent = this.#text("label");
    this.#input.placeholder = this.getAttribute("placeholder") ?? "";
    this.#button.textContent = this.#text("search");
    this.#usage.textContent = this.#text("usage");
    this.#list.ariaLabel = this.#text("suggestions");
  }

  #text(name, values = {}) {
    const own = this.getAttribute(name === "label" ? name : `text-${name}`);
    const text = own ?? this.#texts[name];
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  #say(text) {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => (this.#status.textContent = text), QUIET);
  }

  #remark(text, said = text) {
    this.#note.textContent = text;
    this.#note.hidden = !text;
    this.#say(said);
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

  #question(path, q, most, offset) {
    const limit = offset ? most : Math.min(this.getAttribute("limit"), most);
    const parameters = { q, limit, offset };
    for (const name of FILTERS) parameters[name] = this.getAttribute(name);
    return this.#address(path, parameters);
  }

  async #ask(url, show, fail) {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    try {
      const found = await answer(url, signal);
      if (!signal.aborted) show(found);
    } catch {
      answers.delete(url); // the next one may be better
      if (!signal.aborted) fail();
    }
    return !signal.aborted;
  }

  #stop() {
    this.#asking?.abort();
    clearTimeout(this.#typing);
    this.#close();
    this.#remark("");
  }

  // An Android keyboard composes Latin text too.
  #typed({ isComposing, data }) {
    clearTimeout(this.#typing);
    if (isComposing && COMPOSED.test(data)) return;
    if (!this.#query) return this.#stop();
    this.#activate();
    const known = answers.has(this.#question("autocomplete", this.#query, 20));
    this.#typing = setTimeout(() => this.#suggest(), known ? 0 : DEBOUNCE);
  }

  async #suggest() {
    clearTimeout(this.#typing);
    this.#typing = null;
    const query = this.#query;
    const slow = setTimeout(() => this.#remark(this.#text("searching")), QUIET);
    await this.#ask(
      this.#question("autocomplete", query, 20),
      ({ suggestions }) => this.#offer(suggestions, query),
      () => {
        this.#stop();
        if (this.#passing || this.#answer.hidden) this.#fail(query);
      },
    );
    clearTimeout(slow);
  }

  #offer(suggestions, query) {
    this.#activate();
    const options = suggestions.map((each, i, all) => this.#option(each, i, all, query));
    this.#list.replaceChildren(...options);
    const count = options.length;
    const none = count ? "" : this.#text("unsuggested");
    this.#expand(!none && this.#input.matches(":focus"));
    this.#remark(none, none || `${this.#text("suggestions")}: ${count}`);
    if (this.#passing) this.#answer.hidden = true;
  }

  #option(suggestion, index, all, query) {
    const { parts, headword, gloss, matched } = suggestion;
    const isShared = all.filter((each) => each.headword === headword).length > 1;
    const onclick = () => this.#select(suggestion);
    return h(
      "li",
      { part: "option", id: `option-${index}`, role: "option", "aria-selected": false, onclick },
      h("span", { part: "headword", ...own(suggestion) }, texts(parts, "b")),
      this.#respelling(suggestion),
      isShared && h("span", { part: "detail", ...own(suggestion) }, gloss),
      this.#why(matched, query),
    );
  }

  // For the eye: a voice says the headword.
  #respelling({ respelling }) {
    const pieces = texts(stressed(respelling ?? ""), "strong");
    return h("span", { part: "respelling", "aria-hidden": "true" }, pieces);
  }

  #said({ respelling }) {
    return respelling && this.#text("said", { name: spoken(respelling) });
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

  // Below the box, or above it where there is more room.
  #place() {
    if (this.#list.hidden) return;
    const { top, bottom } = this.#input.getBoundingClientRect();
    const { left, width } = this.#field.getBoundingClientRect();
    const { offsetTop, height } = visualViewport;
    const above = top - offsetTop - 2 * GAP;
    const below = offsetTop + height - bottom - 2 * GAP;
    const up = above > below && this.#list.scrollHeight > below;
    this.#list.style = `left:${left}px;width:${width}px;
      top:${up ? top - GAP : bottom + GAP}px;translate:0 ${up ? -100 : 0}%;
      max-block-size:clamp(48px,${up ? above : below}px,26em)`;
  }

  #close() {
    this.#activate();
    this.#expand(false);
  }

  #activate(option) {
    this.#active?.setAttribute("aria-selected", false);
    this.#active = option;
    if (!option) return this.#input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", true);
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
    const options = [...this.#list.children];
    const headword = option.firstChild.textContent;
    const place = options.indexOf(option) + 1;
    this.#say(this.#text("place", { headword, place, count: options.length }));
  }

  async #move(step) {
    if (this.#list.hidden || this.#typing) await this.#suggest();
    if (this.#list.hidden) return;
    const options = [...this.#list.children];
    const next = Math.max(options.indexOf(this.#active) + step, -1);
    this.#activate(options.at(next) ?? options[0]);
  }

  // Keys of the box are no shortcuts of the page.
  #key(event) {
    const { type, key, ctrlKey, metaKey } = event;
    if (type === "keydown" && (this.#used = this.#press(event))) event.preventDefault();
    const writes = key.length === 1 && !ctrlKey && !metaKey;
    const moves = /^(Arrow|Home|End)/.test(key);
    if (writes || moves || (key === "Escape" && this.#used)) event.stopPropagation();
  }

  #press({ key, isComposing, keyCode }) {
    if (isComposing || keyCode === 229) return false; // an input method's key
    if (/Home|End|Left|Right/.test(key)) this.#activate();
    if (key === "Tab") this.#close();
    if (key === "Escape") return this.#escape();
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (step) return this.#query && this.#move(step);
    if (key !== "Enter") return false;
    this.#active ? this.#active.click() : this.#submit();
    return true;
  }

  #submit(event) {
    event?.preventDefault();
    if (this.#query) return this.#search(this.#query);
    this.#remark(this.#text("empty"));
    this.#input.focus();
  }

  #escape() {
    const used = !this.#list.hidden || this.#input.value;
    if (this.#list.hidden) {
      this.#input.value = "";
      this.#answer.hidden = true;
    }
    this.#stop();
    return used;
  }

  #page({ id }) {
    return this.#address(`glossary/${encodeURIComponent(id)}`);
  }

  #search(query) {
    this.#stop();
    if (!this.#tell("glossary-search", { query })) return;
    const url = this.#question("search", query, PAGE_SIZE);
    this.#visit({ url, text: query, show: (page) => this.#results(page) });
  }

  #select({ id, headword }, before, focus) {
    this.#stop();
    if (!this.#tell("glossary-select", { id, headword, url: this.#page({ id }) })) return;
    const url = this.#address(`entries/${encodeURIComponent(id)}`);
    this.#visit({ url, text: headword, show: (entry) => this.#entry(entry) }, before, focus);
  }

  async #visit(view, before = [], focus) {
    this.#trail = [...before, view];
    this.#input.value = view.text;
    const slow = setTimeout(() => this.#pass(this.#text("searching")), QUIET);
    const shown = await this.#ask(view.url, view.show, () => this.#fail(view.text));
    clearTimeout(slow);
    if (shown && focus) this.#answer.querySelector("[tabindex]")?.focus();
  }

  #show(said, ...content) {
    this.#passing = false;
    const back = this.#trail.length > 1 && this.#action("back", () => this.#back());
    this.#answer.replaceChildren(...[...content, back].filter(Boolean));
    this.#answer.hidden = false;
    this.#hear();
    this.#say(said);
  }

  #pass(text, link) {
    this.#show(text, this.#hint(text), link);
    this.#passing = true;
  }

  #fail(query) {
    const href = this.#address("", { q: query });
    this.#pass(this.#text("failing"), h("a", { part: "link", href }, this.#text("open")));
  }

  #back() {
    const view = this.#trail.at(-2);
    this.#stop();
    this.#visit(view, this.#trail.slice(0, -2), true);
  }

  #hint(text) {
    return h("p", { part: "hint", tabindex: -1 }, text);
  }

  #action(part, onclick, text = this.#text(part)) {
    return h("button", { part, type: "button", onclick }, text);
  }

  #results({ query, total, results, did_you_mean: better, offers = [] }) {
    const found = this.#text(total ? "found" : "none", { query, count: total });
    const help = total ? "" : this.#text("help");
    const list = h("ol", { part: "results" }, results.map((hit) => this.#result(hit, query)));
    // What was listed is not "nothing".
    const listed = answers.get(this.#question("autocomplete", query, 20))?.suggestions ?? [];
    const meant = better ? [better] : total ? [] : offers.length ? offers : listed;
    const buttons = meant.map((each) => this.#better(each));
    this.#show(
      `${found} ${help}`,
      this.#hint(found),
      buttons.length && h("p", { part: "offers" }, this.#text("offers"), " ", buttons),
      help && h("p", {}, help),
      total && list,
      this.#more(list, query, total),
    );
  }

  #better({ query, headword = query }) {
    return this.#action("instead", () => this.#search(headword), headword);
  }

  #more(list, query, total) {
    const shown = list.children.length;
    const count = Math.min(total - shown, PAGE_SIZE);
    if (count < 1 || shown > 1000) return "";
    const show = ({ results }) => {
      const added = results.map((hit) => this.#result(hit, query));
      list.append(...added);
      button.replaceWith(added.length ? this.#more(list, query, total) : "");
      this.#hear();
      added[0]?.querySelector("a").focus();
    };
    const url = this.#question("search", query, PAGE_SIZE, shown);
    const ask = () => this.#ask(url, show, () => this.#fail(query));
    const button = this.#action("more", ask, this.#text("more", { count }));
    return button;
  }

  #result(hit, query) {
    const names = hit.abbreviations.join(", ");
    const link = this.#link(hit, texts(hit.headword_parts, "mark"));
    const name = h("span", own(hit), link, names && ` (${names})`);
    return h(
      "li",
      { part: "result" },
      h("div", { part: "name" }, name, this.#why(hit.matched, query)),
      this.#pronunciation(hit),
      h("p", { part: "snippet", ...own(hit) }, texts(hit.snippet, "mark")),
    );
  }

  #link(entry, content = entry.headword) {
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#select(entry, this.#trail, true);
    };
    return h("a", { part: "link", href: this.#page(entry), ...own(entry), onclick }, content);
  }

  #entry(entry) {
    const { headword, definition } = entry;
    const level = this.getAttribute("heading-level") ?? 2;
    const heading = { role: "heading", "aria-level": level, tabindex: -1 };
    const names = [...entry.abbreviations, ...entry.variants].join(", ");
    const others = entry.see_also.map((other) => this.#link(other));
    this.#show(
      [headword, this.#said(entry), definition].filter(Boolean).join(". "),
      h(
        "article",
        { part: "entry" },
        h("div", { part: "headword", ...heading, ...own(entry) }, headword),
        this.#pronunciation(entry),
        h("p", { part: "definition", ...own(entry) }, definition),
        h("dl", {}, this.#listed("also-called", names), this.#listed("see-also", others)),
        h("a", { part: "link", href: this.#page(entry) }, this.#text("link")),
      ),
    );
  }

  #listed(name, content) {
    return content.length && [h("dt", {}, this.#text(name)), h("dd", { part: name }, content)];
  }

  #pronunciation(entry) {
    const said = h("span", { class: "heard" }, this.#said(entry));
    const label = `${this.#text("listen")}: ${entry.headword}`;
    const listen = this.#action("listen", () => pronounce(entry));
    Object.assign(listen, { entry, ariaLabel: label });
    return h("div", { part: "say" }, this.#respelling(entry), said, listen);
  }

  #hear() {
    for (const button of this.#answer.querySelectorAll("[part=listen]"))
      button.hidden = !canPronounce(button.entry);
  }
}

// An older browser keeps the page's own form.
if (
  CSS.supports("color", "light-dark(#000,#fff)") &&
  HTMLElement.prototype.togglePopover &&
  !customElements.get("glossary-search")
)
  customElements.define("glossary-search", GlossarySearch);
