// What glossary-linker.js of Heardword (MIT) loads when it needs it: the explanation of a mark,
// the reader's switch, and how to find the parts of a large list. See docs/linker.md.
// Whatever a service answers goes into the page as text.

const QUIET = 350; // milliseconds: of rest on a mark, and until "Loading" appears

const STRINGS = {
  en: {
    has: "has definition",
    loading: "Loading …",
    said: "said: {name}",
    listen: "Listen",
    also: "Also called: {names}",
    link: "Open its page",
    close: "Close",
    failing: "The glossary is not available right now.",
    switch: "Explain words",
    on: "on",
    off: "off",
  },
  es: {
    has: "tiene definición",
    loading: "Cargando …",
    said: "se dice: {name}",
    listen: "Escuchar",
    also: "También se llama: {names}",
    link: "Abrir su página",
    close: "Cerrar",
    failing: "El glosario no está disponible en este momento.",
    switch: "Explicar palabras",
    on: "sí",
    off: "no",
  },
  fr: {
    has: "a une définition",
    loading: "Chargement …",
    said: "se prononce : {name}",
    listen: "Écouter",
    also: "Aussi appelé : {names}",
    link: "Ouvrir sa page",
    close: "Fermer",
    failing: "Le glossaire n’est pas disponible pour le moment.",
    switch: "Expliquer les mots",
    on: "oui",
    off: "non",
  },
  de: {
    has: "hat eine Erklärung",
    loading: "Wird geladen …",
    said: "gesprochen: {name}",
    listen: "Anhören",
    also: "Auch genannt: {names}",
    link: "Seite öffnen",
    close: "Schließen",
    failing: "Das Glossar ist gerade nicht erreichbar.",
    switch: "Wörter erklären",
    on: "an",
    off: "aus",
  },
  pt: {
    has: "tem definição",
    loading: "A carregar …",
    said: "diz-se: {name}",
    listen: "Ouvir",
    also: "Também se chama: {names}",
    link: "Abrir a página",
    close: "Fechar",
    failing: "O glossário não está disponível no momento.",
    switch: "Explicar palavras",
    on: "sim",
    off: "não",
  },
};

const STYLE = `
:host{all:initial!important;display:contents!important;color-scheme:inherit!important;
--ink:var(--glossary-ink,light-dark(#1c2a2b,#e9f0ee));
--muted:var(--glossary-muted,light-dark(#56656a,#a3b3b3));
--surface:var(--glossary-surface,light-dark(#fff,#172224));
--line:var(--glossary-line,light-dark(#8b9996,#5b6c6d));
--accent:var(--glossary-accent,light-dark(#0a6767,#63cbc4));
--radius:var(--glossary-radius,.625em);
--font:var(--glossary-font,1rem/1.5 system-ui,sans-serif)}
:host([theme=auto]){color-scheme:light dark!important}
:host([theme=light]){color-scheme:light!important}
:host([theme=dark]){color-scheme:dark!important}
*{box-sizing:border-box;overflow-wrap:anywhere}
[hidden]{display:none!important}
[role=dialog]:dir(rtl) *{text-align:right}
[role=dialog]{position:fixed;inset:auto;margin:6px 0;padding:1em 1.25em;overflow:auto;
inline-size:min(24em,100vw - 16px);max-block-size:calc(50vh - 2.5em);
color:var(--ink);background:var(--surface);border:1px solid var(--line);
border-radius:var(--radius);box-shadow:0 8px 24px #0003;
font:var(--font);text-align:start;position-area:block-end span-inline-end;
position-try-fallbacks:flip-block,flip-inline,flip-block flip-inline}
h2,p{margin:0 0 .5em;font:inherit}
h2{font:600 1.3em/1.25 ui-serif,Georgia,serif}
.head{padding-inline-end:2.5em}
article+article{margin-block-start:1em;padding-block-start:1em;
border-block-start:1px solid var(--line)}
.muted{color:var(--muted);font-size:.9em}
.say{display:flex;flex-wrap:wrap;align-items:center;gap:.25em 1em;margin-block-end:.5em}
.definition{white-space:pre-line}
strong{color:var(--ink)}
a,button{color:var(--accent);display:inline-block;padding-block:max(.5em,10px)}
button{font:var(--font);min-inline-size:44px;min-block-size:44px;padding:0 .75em;
background:var(--surface);border:1px solid var(--muted);border-radius:var(--radius);cursor:pointer}
button:hover{background:color-mix(in srgb,var(--accent) 8%,var(--surface))}
.close{position:absolute;inset-block-start:.25em;inset-inline-end:.25em;
border-color:transparent;font-size:1.25em}
.heard{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;
clip-path:inset(50%);white-space:nowrap}
:focus{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[role=dialog]:focus-visible{outline-offset:-3px}
@media (max-width:40em) and (pointer:coarse),(max-height:20em){
[role=dialog]{position-area:none;inset:auto 0 0!important;margin:0;
inline-size:auto;max-inline-size:none;max-block-size:70vh;border-width:1px 0 0;
border-end-start-radius:0;border-end-end-radius:0;
padding-block-end:max(1em,env(safe-area-inset-bottom))}
::backdrop{background:#0004}}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.onclick = value;
    else if (value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
}

/** A respelling in pieces, its stressed syllables told apart. */
const stressed = (respelling) =>
  respelling
    .split(/(\p{L}+)/u)
    .map((text) => (/^\p{Lu}{2,}$/u.test(text) ? h("strong", {}, text) : text));

/** What a voice reads: the respelling, if it is a whole one. */
const sayable = ({ headword, respelling }) =>
  !respelling || /[^\p{L}\p{M}\s'’-]/u.test(respelling)
    ? headword
    : respelling.toLowerCase().replace(/-/g, " ");

const speaks = (language) =>
  globalThis.speechSynthesis
    ?.getVoices()
    .some(({ lang }) => lang.slice(0, 2) === language.slice(0, 2));

async function pronounce(entry) {
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

const KEPT = "glossary-linker"; // in the session, if the owner allows it

const session = (act) => {
  try {
    return act(sessionStorage);
  } catch {
    return null; // a sandboxed frame has none
  }
};

function hash(word) {
  let h = 2166136261;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** The paths of the parts of a list that have names which begin with one of these tokens. */
export function partsFor({ first, digits }, tokens) {
  const bits = atob(first);
  const shift = 32 - Math.log2(bits.length * 8);
  const codes = [...new Set(tokens.map(({ folded }) => folded))].map(hash);
  const paths = codes
    .filter((code) => (bits.charCodeAt(code >>> shift >>> 3) >> ((code >>> shift) & 7)) & 1)
    .map((code) => `names/${code.toString(16).padStart(8, "0").slice(0, digits)}`);
  return [...new Set(paths)];
}

/** The explanation of one mark, in the top layer. It is in the page only while it is open. */
export class Explanation {
  #host = h("glossary-explanation", {});
  #content = h("div", { "aria-live": "polite" });
  #box = h("div", { popover: "auto", role: "dialog", tabindex: -1 });
  #pinned = false; // opened on purpose, not by resting on the mark
  #service;
  #ask;
  #options;
  #language;
  #loading;
  #leaving;
  #mark;
  #switch;

  constructor(service, ask, options) {
    const language = (options.language ?? document.documentElement.lang).slice(0, 2).toLowerCase();
    this.#language = language in STRINGS ? language : "en";
    this.#service = service;
    this.#ask = ask;
    this.#options = options;
    const onclick = () => this.close();
    const close = h("button", { class: "close", type: "button", onclick }, "×");
    close.ariaLabel = this.texts.close;
    this.#box.append(this.#content, close);
    this.#box.addEventListener("beforetoggle", (event) => this.#toggled(event));
    this.#box.addEventListener("keydown", (event) => this.#tabbed(event));
    this.#dress(this.#host, this.#box);
  }

  get texts() {
    return STRINGS[this.#language];
  }

  #dress(host, content) {
    const { theme } = this.#options;
    host.lang = this.#language;
    if (theme) host.setAttribute("theme", theme);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(content);
  }

  /** Add the reader's switch to the page, and turn marks on or off by it. */
  addSwitch(turn) {
    const { within = "main", storage, switch: place } = this.#options;
    const area = document.querySelector(place || within);
    if (!area || this.#switch) return turn(true);
    const store = (act) => storage === "session" && session(act);
    const state = h("span", { "aria-hidden": "true" });
    const button = h("button", { type: "button", role: "switch" }, `${this.texts.switch}: `, state);
    const show = (on) => {
      button.ariaChecked = on;
      state.textContent = on ? this.texts.on : this.texts.off;
      turn(on);
    };
    button.onclick = () => {
      const on = button.ariaChecked !== "true";
      store((kept) => kept.setItem(KEPT, on ? "on" : "off"));
      show(on);
    };
    this.#switch = h("glossary-switch", {});
    this.#dress(this.#switch, button);
    area.prepend(this.#switch);
    show(store((kept) => kept.getItem(KEPT)) !== "off");
  }

  /** Leave the page as it was. */
  remove() {
    this.close();
    this.#switch?.remove();
    this.#switch = null;
  }

  async open(mark, pinned) {
    if (this.#mark === mark) return pinned && this.#pin();
    if (this.#pinned && !pinned) return; // a mouse passes, while another is read
    this.close();
    this.#watch();
    const { signal } = (this.#loading = new AbortController());
    this.#mark = mark;
    this.#pinned = pinned;
    const late = setTimeout(() => this.#show(h("p", {}, this.texts.loading)), QUIET);
    const content = await this.#articles(mark, signal).catch(() => this.#failure(mark));
    clearTimeout(late);
    if (!signal.aborted) this.#show(content);
  }

  // Only while it is open.
  #watch() {
    const { signal } = (this.#leaving = new AbortController());
    const on = (name, listener) =>
      document.addEventListener(name, listener, { signal, capture: true });
    let leaving;
    on("pointerover", ({ target, pointerType }) => {
      clearTimeout(leaving);
      if (target === this.#host || this.#mark.contains(target) || pointerType !== "mouse") return;
      leaving = setTimeout(() => this.#leave(), QUIET);
    });
    on("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation(); // it does not close the page's dialog as well
      this.close();
    });
  }

  #leave() {
    if (!this.#pinned && !this.#host.shadowRoot.activeElement) this.close();
  }

  close() {
    const mark = this.#mark;
    const inside = this.#host.shadowRoot.activeElement;
    this.#loading?.abort();
    this.#leaving?.abort();
    this.#mark = null;
    if (!this.#host.isConnected) return;
    mark?.removeAttribute("aria-expanded");
    this.#host.remove();
    if (inside) mark?.focus({ preventScroll: true });
  }

  #pin() {
    this.#pinned = true;
    if (!this.#host.isConnected) return;
    this.#box.focus({ preventScroll: true });
  }

  #show(content) {
    const mark = this.#mark;
    if (!mark.isConnected) return this.close();
    this.#content.replaceChildren(...[content].flat());
    const name = this.#content.querySelector("h2")?.textContent ?? mark.textContent;
    this.#box.ariaLabel = name;
    this.#box.ariaDescription = this.#content.querySelector(".definition")?.textContent ?? "";
    if (this.#host.isConnected) return this.#place();
    (mark.closest("dialog") ?? document.body).append(this.#host); // a dialog may be modal
    this.#box.showPopover({ source: mark });
    mark.ariaExpanded = true;
    this.#place();
    if (this.#pinned) this.#pin();
  }

  // By Escape, a click elsewhere, or another popover.
  #toggled({ newState }) {
    if (newState === "closed" && this.#mark) queueMicrotask(() => this.close());
  }

  // Where the browser does not place it: below the mark, or above where there is more room.
  #place() {
    if (CSS.supports("position-area:block-end")) return;
    const mark = this.#mark.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.#box;
    const { clientWidth, clientHeight } = document.documentElement;
    const up = mark.bottom + offsetHeight + 12 > clientHeight && mark.top > clientHeight / 2;
    style.top = `${up ? mark.top - offsetHeight - 12 : mark.bottom}px`;
    style.left = `${Math.max(8, Math.min(mark.left, clientWidth - offsetWidth - 8))}px`;
  }

  // The keyboard leaves it to what follows the mark, and backwards to the mark.
  #tabbed(event) {
    if (event.key !== "Tab") return;
    const stops = [this.#box, ...this.#box.querySelectorAll("a,button:not([hidden])")];
    const index = stops.indexOf(this.#host.shadowRoot.activeElement);
    if (event.shiftKey ? index > 1 : index < stops.length - 1) return;
    if (event.shiftKey) event.preventDefault();
    this.close();
  }

  async #articles(mark, signal) {
    const ids = mark.getAttribute("entry").split(" ").map(encodeURIComponent);
    const entries = await Promise.all(ids.map((id) => this.#ask(`entries/${id}`, signal)));
    return entries.map((entry) => this.#article(entry, entries.length > 1));
  }

  #failure(mark) {
    const [id] = mark.getAttribute("entry").split(" ");
    return [h("p", {}, this.texts.failing), this.#link(id)];
  }

  #link(id) {
    const href = `${this.#service}glossary/${encodeURIComponent(id)}`;
    return h("a", { href }, this.texts.link);
  }

  #article(entry, several) {
    const { headword, respelling, definition, language } = entry;
    const own = { lang: language, dir: "auto" };
    const names = [...entry.abbreviations, ...entry.variants].join(", ");
    const said = respelling && this.#fill("said", { name: respelling.replace(/-/g, " ") });
    return h(
      "article",
      {},
      h("div", { class: "head" }, h("h2", own, headword)), // beside the button to close
      several && entry.category && h("p", { class: "muted category" }, entry.category),
      h(
        "div",
        { class: "say" },
        respelling && h("span", { class: "muted", "aria-hidden": "true" }, stressed(respelling)),
        said && h("span", { class: "heard" }, said),
        this.#listen(entry),
      ),
      h("p", { class: "definition", ...own }, definition),
      names && h("p", { class: "muted", ...own }, this.#fill("also", { names })),
      this.#link(entry.id),
    );
  }

  #listen(entry) {
    const onclick = () => pronounce(entry);
    const button = h("button", { type: "button", onclick }, this.texts.listen);
    button.ariaLabel = `${this.texts.listen}: ${entry.headword}`;
    const update = () => (button.hidden = !entry.audio_url && !speaks(entry.language));
    const { signal } = this.#loading;
    globalThis.speechSynthesis?.addEventListener("voiceschanged", update, { signal });
    update();
    return button;
  }

  #fill(name, values) {
    return this.texts[name].replace(/\{(\w+)\}/, (_, key) => values[key]);
  }
}
