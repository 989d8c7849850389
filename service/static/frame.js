// Tells the framing page how high the widget is, if the owner allows that site.
import "../widget/glossary-search.js";

const GAP = 16; // pixels around the list
const MOST = 26; // em of the list, beyond which it scrolls
const { shadowRoot } = document.querySelector("glossary-search");
const list = shadowRoot?.querySelector("[part=list]");
const box = shadowRoot?.querySelector("[part=input]");
const allowed = document.body.dataset.ancestors.split(" ");
const framing = location.ancestorOrigins?.[0] ?? URL.parse?.(document.referrer)?.origin;
// A browser that does not tell who frames the page delivers only to the right one.
const receivers = allowed.includes(framing) ? [framing] : allowed;
let room = 0; // for the list, which would make the page jump if it came and went
let sent;

function send() {
  if (list && !list.hidden) {
    const highest = MOST * parseFloat(getComputedStyle(list).fontSize);
    const top = box.getBoundingClientRect().bottom + scrollY;
    room = Math.max(room, top + Math.min(list.scrollHeight, highest) + GAP);
  }
  const height = Math.ceil(Math.max(document.body.offsetHeight, room));
  if (height === sent) return;
  sent = height;
  for (const origin of receivers) parent.postMessage({ type: "glossary-height", height }, origin);
}

if (parent !== window) {
  const observer = new ResizeObserver(send);
  observer.observe(document.body);
  if (list) observer.observe(list);
}
