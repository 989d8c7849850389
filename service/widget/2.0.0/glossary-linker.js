// The linker of Heardword (MIT); see docs/linker.md, and docs/annotation.md for its rules.

const SERVICE = import.meta.url.replace(/widget\/([\d.]+\/)?[^/]+$/, "");
const MORE = `${SERVICE}widget/2.0.0/glossary-explanation.js`; // loaded when needed
const INTEGRITY =
  "sha384-zvBr+TgUmfheSRmpmyHWXo70Hb9iWjYYGg2pQJKKJS+yoOjItCZV5AOUpxKpCHWi";
const TERM = "glossary-term";
const MARK = "glossary-term[role]";
const SCREEN = 1500; // characters of text on a screen
const SLICE = 8; // milliseconds of work at a time
const BATCH = 100; // texts between two looks at the list
const PAUSE = 200; // milliseconds without changes until new content is marked
const REST = 350; // milliseconds of a mouse on a mark
const PATIENCE = 8000;

const IGNORED =
  "\\xad\\u034f\\u061c\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e" +
  "\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff";
const APOSTROPHES = "'`´‘’ʼ";
const HYPHENS = "\\-‐-–−";
const SPACE = "[[\\s\\x85]--\\ufeff]";
const UNSPACED =
  "[[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u309f\\u3400-\\u4dbf" +
  "\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]--\\p{M}]";
const LETTER = `[[\\p{L}\\p{M}\\p{N}]--[${IGNORED}${APOSTROPHES}${UNSPACED}]]`;
const pattern = (text) => new RegExp(text, "gv");
const TOKEN = pattern(
  `(?<=([${UNSPACED}${LETTER}][${HYPHENS}])?)` + // a joint
    `(?:${LETTER}+(?:[${IGNORED}]+${LETTER}+)*(?:[+#]+(?![${UNSPACED}${LETTER}]))?` +
    `|${UNSPACED}(?:[${IGNORED}]*[\\p{M}--[${IGNORED}]])*` +
    `|(?<=${SPACE})[${HYPHENS}](?=${SPACE})` +
    `|([^${SPACE}${APOSTROPHES}\\/${IGNORED}${HYPHENS}]))`, // a sign
);
const DROPPED = pattern(`[${IGNORED}]`);
const SPACES = pattern(SPACE);

const FLOWING = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr " +
    "nolink q s samp small span strike strong sub time tt u var wbr glossary-term"
  ).split(" "),
);
const UNMARKED =
  "a,button,canvas,code,datalist,glossary-term,h1,h2,h3,h4,h5,h6,head,iframe,input,kbd,label," +
  "legend,math,meter,nolink,noembed,noframes,noscript,object,option,output,plaintext,pre," +
  "progress,samp,script,select,style,summary,svg,template,textarea,title,xmp,[translate=no]," +
  "[data-glossary=off],[hidden],[inert],[aria-hidden=true]," +
  "[contenteditable]:not([contenteditable=false]),[role=button],[role=link],[role=heading]," +
  "[role=textbox],[role=tab],[role=menuitem]";
const SECTION = /^(section|article|aside|main|nav)$/;
const WATCHED = {
  attributeFilter: ["hidden", "inert", "aria-hidden"],
  characterData: true,
  childList: true,
  subtree: true,
};

// No rule of the page may move or hide a mark.
const STYLE = `
glossary-term[role]{all:unset!important;cursor:help!important;text-underline-offset:.2em!important;
text-decoration:var(--glossary-underline,underline dotted 1.5px)!important}
glossary-term[role]:hover{text-decoration-style:solid!important}
glossary-term[role]:focus-visible{outline:3px solid!important;outline-offset:2px!important}
@media print{glossary-term[role]{text-decoration:none!important}}`;

const idle = (act) =>
  globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 500 }) : setTimeout(act);

async function ask(path, ...signals) {
  const response = await fetch(SERVICE + path, {
    signal: AbortSignal.any([...signals, AbortSignal.timeout(PATIENCE)]),
    credentials: "omit",
  });
  if (!response.ok) throw new Error(path);
  return response.json();
}

let module;

// Checks its hash, so that a pinned script loads what is pinned.
async function more() {
  const link = document.createElement("link");
  const own = { rel: "modulepreload", crossOrigin: "", integrity: INTEGRITY, href: MORE };
  document.head.append(Object.assign(link, own));
  return (module ??= await import(MORE).finally(() => link.remove()));
}

export function tokenize(text) {
  return Array.from(text.matchAll(TOKEN), ({ 0: found, 1: joint, 2: sign, index: start }) => {
    const word = found.replace(DROPPED, "").normalize("NFKC").replace(SPACES, "");
    const exact = sign?.replace(/[“”„‟«»＂]/, '"') ?? word;
    const folded = sign ? exact : exact.toLowerCase().replace(/ς/g, "σ");
    return { exact, folded, start, end: start + found.length, joint };
  });
}

/** The names of the glossary; of a large one, those that begin with words of the page. */
class Names {
  hasRare = false;
  #query = new URLSearchParams();
  #owners = new Map(); // name: entries, as the service lists them
  #longest = new Map(); // first token: number of tokens of its longest name
  #requests = new Map();

  constructor(options) {
    for (const name of ["language", "audience", "category", "glossary"])
      if (options[name]) this.#query.set(name, options[name]);
  }

  async load(tokens) {
    const list = await this.#request("names");
    if (!list.first) return;
    const paths = (await more()).partsFor(list, tokens);
    await Promise.all(paths.map((path) => this.#request(path)));
  }

  #request(path) {
    if (!this.#requests.has(path)) {
      const loading = ask(`linker/${path}.json?${this.#query}`).then((list) => this.#add(list));
      this.#requests.set(path, loading);
      loading.catch(() => this.#requests.delete(path)); // the next one may be better
    }
    return this.#requests.get(path);
  }

  #add(list) {
    const { names = {}, entries = [] } = list;
    this.hasRare ||= entries.some((entry) => entry[2] === 1);
    for (const [name, numbers] of Object.entries(names)) {
      const tokens = name.split(" ");
      const longest = this.#longest.get(tokens[0]) ?? 0;
      this.#longest.set(tokens[0], Math.max(tokens.length, longest));
      this.#owners.set(name, [numbers, entries]);
    }
    return list;
  }

  /** The longest name at each token, without overlaps. */
  *find(tokens) {
    for (let i = 0, count; i < tokens.length; i += count || 1) {
      const { start, folded, joint } = tokens[i];
      for (count = this.#longest.get(folded) ?? 0; count; count--) {
        const some = tokens.slice(i, i + count);
        const items = joint && count > 1 ? [] : this.#match(some);
        if (!items.length) continue;
        yield { start, end: some.at(-1).end, items };
        break;
      }
    }
  }

  #match(tokens) {
    const name = tokens.map(({ folded }) => folded).join(" ");
    const [numbers, entries] = this.#owners.get(name) ?? [[]];
    const items = new Map();
    const isRight = (word, i) => word === "*" || word === tokens[i].exact;
    numbers.forEach((number, i) => {
      const written = numbers[i + 1];
      if (typeof number === "string") return;
      if (typeof written === "string" && !written.split(" ").every(isRight)) return;
      const [id, glossary, rare] = [entries[number]].flat();
      items.set(id, { id, glossary, rare });
    });
    return [...items.values()];
  }
}

/**
 * The marks. A text node stays where its framework put it, with its beginning; the rest stands
 * behind it, in nodes that nobody else refers to.
 */
class Marks {
  attributes = { role: "button", tabindex: 0 };
  #texts = new Map(); // text node: what it shows, its full text, places, nodes behind it
  #own = new WeakSet(); // nodes behind text nodes
  #read = new WeakMap(); // text node: the text in which names were looked for
  #others = new Set(); // marks of the page, or that another script has changed

  owns(node) {
    return this.#own.has(node);
  }

  read(text) {
    return this.#texts.get(text)?.full ?? text.data;
  }

  places(text) {
    return this.#texts.get(text)?.places ?? [];
  }

  isRead(text) {
    return this.#read.get(text) === this.read(text);
  }

  add(text, places) {
    const full = text.data;
    const behind = [];
    this.#read.set(text, full);
    for (const { start, end, ids } of places.toReversed()) {
      if (end < text.length) behind.push(text.splitText(end));
      const word = text.splitText(start);
      const mark = document.createElement(TERM);
      mark.setAttribute("entry", ids.join(" "));
      this.#dress(mark);
      word.replaceWith(mark);
      mark.append(word);
      behind.push(mark, word);
    }
    if (!behind.length) return;
    // `normalize()` removes both of two empty texts; a framework removes its own.
    if (!text.data) behind.push(new Text()), text.after(behind.at(-1));
    for (const node of behind) this.#own.add(node);
    this.#texts.set(text, { shown: text.data, full, places, behind });
  }

  adopt(mark) {
    this.#others.add(mark);
    this.#dress(mark);
  }

  #dress(mark) {
    for (const name in this.attributes) mark.setAttribute(name, this.attributes[name]);
  }

  #restore(text) {
    const { shown, full, behind } = this.#texts.get(text);
    if (text.data === shown) text.appendData(full.slice(shown.length));
    for (const node of behind) node.remove();
    this.#texts.delete(text);
    this.#read.delete(text);
  }

  /** Remove the marks of all texts but these. */
  keep(texts) {
    for (const text of this.#texts.keys()) if (!texts.has(text)) this.#restore(text);
  }

  clear() {
    this.keep(new Set());
    this.#read = new WeakMap();
    for (const mark of this.#others)
      if (this.owns(mark)) mark.replaceWith(...mark.childNodes);
      else for (const name in this.attributes) mark.removeAttribute(name);
    this.#others.clear();
  }

  // A text node that changed alone is its framework's, and what is behind it goes. If that changed
  // too, it was a translator, and the sentence stays as it is now.
  follow(records) {
    const changed = new Set(records.flatMap((each) => [each.target, ...each.removedNodes]));
    for (const [text, { behind }] of this.#texts)
      if (behind.some((node) => changed.has(node))) {
        for (const node of behind) if (node.localName) this.#others.add(node);
        this.#texts.delete(text);
      } else if (changed.has(text) || !text.isConnected) this.#restore(text);
  }
}

/** The runs of text in elements, with a piece for each text node. */
function collect(areas, unmarked, marks, adopt) {
  const runs = [];
  let run;
  let section = 0;
  let at = 0;
  const read = (node, markable) => {
    const full = marks.read(node);
    if (!run) runs.push((run = { text: "", pieces: [] }));
    const start = run.text.length;
    run.pieces.push({ node, markable, start, end: start + full.length, full, at, section });
    run.text += full;
    at += full.length;
  };
  const visit = (element, isMarkable) => {
    const { localName: name, childNodes } = element;
    const flows = FLOWING.has(name);
    const markable = isMarkable && !element.matches(unmarked);
    const sections = SECTION.test(name);
    if (!flows) run = null;
    if (sections || /^h[1-6]$/.test(name)) section++;
    if (isMarkable && name === TERM) adopt(element, { at, section });
    for (const node of markable || flows ? childNodes : []) {
      if (marks.owns(node)) continue;
      if (node.nodeType === Node.TEXT_NODE) read(node, markable);
      else if (node.localName) visit(node, markable);
    }
    if (sections) section++;
    if (!flows) run = null;
  };
  for (const area of areas) visit(area, !area.parentElement?.closest(unmarked));
  return runs;
}

/**
 * Explains words where they stand.
 *
 * @param {object} options the attributes `data-…` of the script's tag, in camel case
 */
export class GlossaryLinker {
  #options;
  #names;
  #marks = new Marks();
  #sheet = new CSSStyleSheet();
  #observer = new MutationObserver((records) => this.#changed(records));
  #explanation;
  #leaving;
  #scanning;
  #settling;
  #resting;
  #live = new Map(); // entry: places where it is marked
  #fields = new Set(); // glossaries of the text's names that are not everyday words
  #hasRead = false;

  constructor(options = {}) {
    this.#options = options;
    this.#names = new Names(options);
    this.#sheet.replaceSync(STYLE);
  }

  /** Mark the page, now and whenever its content changes. */
  async start() {
    const { announce, switch: place } = this.#options;
    const explanation = (announce ?? place) === undefined ? null : await this.#load();
    if (announce !== undefined)
      this.#marks.attributes["aria-description"] = explanation.texts.has;
    if (place === undefined) this.#begin();
    else explanation.addSwitch((on) => (on ? this.#begin() : this.#end()));
  }

  /** Leave the page as it was. */
  remove() {
    this.#end();
    this.#explanation?.remove();
  }

  #begin() {
    this.#end();
    const { signal } = (this.#leaving = new AbortController());
    const on = (name, listener) =>
      document.addEventListener(name, listener, { signal, capture: true });
    document.adoptedStyleSheets.push(this.#sheet);
    on("click", (event) => this.#clicked(event));
    on("keydown", (event) => this.#pressed(event));
    on("pointerover", (event) => this.#passed(event));
    this.#observer.observe(document.body, WATCHED);
    this.#scan();
  }

  #end() {
    if (!this.#leaving) return;
    this.#changed(this.#observer.takeRecords());
    this.#observer.disconnect();
    this.#leaving.abort();
    this.#leaving = null;
    this.#scanning.abort();
    clearTimeout(this.#settling);
    clearTimeout(this.#resting);
    this.#explanation?.close();
    this.#marks.clear();
    this.#fields.clear();
    this.#hasRead = false;
    const others = document.adoptedStyleSheets.filter((each) => each !== this.#sheet);
    document.adoptedStyleSheets = others;
  }

  #changed(records) {
    this.#marks.follow(records);
    this.#observer.takeRecords(); // of its own changes
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#scan(), PAUSE);
  }

  #edit(act) {
    const records = this.#observer.takeRecords();
    if (records.length) this.#changed(records);
    act();
    this.#observer.takeRecords();
  }

  #scan() {
    this.#scanning?.abort();
    this.#scanning = new AbortController();
    const { within = "main", exclude } = this.#options;
    const areas = [...document.querySelectorAll(within)];
    const outer = areas.filter((area) => !area.parentElement?.closest(within));
    const unmarked = exclude ? `${UNMARKED},${exclude}` : UNMARKED;
    const adopt = (mark, piece) => {
      this.#marks.adopt(mark);
      this.#admits(piece, { start: 0, ids: mark.getAttribute("entry").split(" ") });
    };
    this.#edit(() => {
      this.#live.clear();
      const runs = collect(outer, unmarked, this.#marks, adopt);
      const pieces = runs.flatMap((run) => run.pieces).filter(({ markable }) => markable);
      this.#marks.keep(new Set(pieces.map(({ node }) => node)));
      for (const piece of pieces)
        for (const place of this.#marks.places(piece.node)) this.#admits(piece, place);
      const isNew = ({ node, markable }) => markable && !this.#marks.isRead(node);
      const some = runs.filter((run) => run.pieces.some(isNew));
      this.#mark(some, this.#scanning.signal).catch(() => {}); // without a list, no marks
    });
  }

  async #mark(runs, signal) {
    let until = performance.now() + SLICE;
    const each = async (some, act) => {
      for (const run of some) {
        act(run);
        if (performance.now() < until) continue;
        await new Promise(idle);
        signal.throwIfAborted();
        until = performance.now() + SLICE;
      }
    };
    const explain = (run) => this.#edit(() => this.#explain(run));
    const postponed = [];
    for (let i = 0; i < runs.length; i += BATCH) {
      const some = runs.slice(i, i + BATCH);
      await each(some, (run) => (run.tokens = tokenize(run.text)));
      await this.#names.load(some.flatMap(({ tokens }) => tokens));
      signal.throwIfAborted();
      if (this.#names.hasRare) postponed.push(...some);
      else await each(some, explain);
    }
    const before = this.#fields.size;
    await each(postponed, ({ tokens }) => {
      for (const { items } of this.#names.find(tokens))
        for (const { glossary, rare } of items) if (!rare) this.#fields.add(glossary);
    });
    await each(postponed, explain);
    const isNew = this.#hasRead && before < this.#fields.size;
    this.#hasRead = true;
    if (isNew) this.#edit(() => this.#marks.clear()), this.#scan();
  }

  #explain({ tokens, pieces }) {
    const free = new Map(); // piece: the places to mark
    for (const piece of pieces) if (this.#isFree(piece)) free.set(piece, []);
    for (const { start, end, items } of this.#names.find(tokens)) {
      const piece = pieces.find((each) => each.start <= start && end <= each.end);
      const ids = items
        .filter(({ glossary, rare }) => !rare || this.#fields.has(glossary))
        .map(({ id }) => id);
      if (!free.has(piece) || !ids.length) continue;
      const place = { start: start - piece.start, end: end - piece.start, ids };
      if (this.#admits(piece, place)) free.get(piece).push(place);
    }
    for (const [{ node }, places] of free) this.#marks.add(node, places);
  }

  // In a flex box each mark would be a box of its own.
  #isFree({ node, full, markable }) {
    if (!markable || !node.isConnected || node.data !== full || this.#marks.isRead(node)) return;
    return !/flex|grid|ruby/.test(getComputedStyle(node.parentNode).display);
  }

  // Notes a place unless the entry is marked nearby.
  #admits(piece, { start, ids: [id] }) {
    const { occurrences, density = 1 } = this.#options;
    const scope = { all: NaN, section: piece.section }[occurrences] ?? 0;
    const at = piece.at + start;
    const others = this.#live.get(id) ?? [];
    if (others.some((each) => each.scope === scope || Math.abs(each.at - at) < SCREEN / density))
      return false;
    return this.#live.set(id, [...others, { scope, at }]);
  }

  #clicked(event) {
    const mark = event.target.closest?.(MARK);
    if (!mark) return;
    event.preventDefault();
    event.stopPropagation(); // a card around it does not open
    if (event.detail && !getSelection().isCollapsed) return; // somebody selects the text
    this.#open(mark, true);
  }

  #pressed(event) {
    const { key, target } = event;
    if (!target.matches?.(MARK) || !/^(Enter| )$/.test(key)) return;
    event.preventDefault();
    event.stopPropagation();
    target.click();
  }

  #passed({ target, pointerType }) {
    clearTimeout(this.#resting);
    const mark = target.closest?.(MARK);
    if (mark && pointerType === "mouse") this.#resting = setTimeout(() => this.#open(mark), REST);
  }

  async #load() {
    const { Explanation } = await more();
    return (this.#explanation ??= new Explanation(SERVICE, ask, this.#options));
  }

  async #open(mark, pinned) {
    clearTimeout(this.#resting);
    const explanation = await this.#load();
    this.#edit(() => explanation.open(mark, pinned));
  }
}

const tag = [...document.scripts].find(({ src }) => src === import.meta.url);

/** The linker of the script's tag; `linker.remove()` ends it. */
export const linker = tag && new GlossaryLinker({ ...tag.dataset });

// By then, frameworks have taken over the page.
const start = () => idle(() => linker.start());
if (linker && !customElements.get(TERM)) {
  customElements.define(TERM, class extends HTMLElement {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}
