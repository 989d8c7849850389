// Progressive enhancement: the widget's results open as pages, and entries can be read
// aloud.
import { canPronounce, pronounce } from "../widget/glossary-search.js";

const site = (event) => event.target.closest?.("glossary-search.site");

document.addEventListener("glossary-search", (event) => {
  const form = site(event)?.querySelector("form");
  if (!form) return;
  event.preventDefault();
  const params = new FormData(form);
  params.set("q", event.detail.query);
  const address = new URL(form.action);
  address.search = new URLSearchParams(params);
  location.assign(address);
});

document.addEventListener("glossary-select", (event) => {
  const form = site(event)?.querySelector("form");
  if (!form) return;
  event.preventDefault();
  location.assign(new URL(`glossary/${encodeURIComponent(event.detail.id)}`, form.action));
});

for (const button of document.querySelectorAll("button.speak")) {
  const { headword, respelling, audioUrl, language } = button.dataset;
  const spoken = { headword, respelling, audio_url: audioUrl, language };
  const show = () => (button.hidden = !canPronounce(spoken));
  show();
  globalThis.speechSynthesis?.addEventListener("voiceschanged", show); // voices load late
  button.addEventListener("click", () => pronounce(spoken));
}

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const RESULTS = "glossary-results"; // address of the last results, for this tab only

const store = (act) => {
  try {
    return act(sessionStorage);
  } catch {
    return null; // storage may be off
  }
};

if (document.querySelector("main .results")) {
  store((session) => session.setItem(RESULTS, location.href));
}
const back = document.querySelector("a.back");
const results = back && store((session) => session.getItem(RESULTS));
if (results?.startsWith(`${location.origin}/`)) {
  back.href = results;
  back.textContent = back.dataset.results;
}

for (const button of document.querySelectorAll("button.copy")) {
  const { link, copied, failed } = button.dataset;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const status = document.querySelector("#copied");
    const address = String(new URL(link, location.href));
    const done = navigator.clipboard.writeText(address);
    status.textContent = await done.then(() => copied, () => `${failed} ${address}`);
    setTimeout(() => (status.textContent = ""), 4000);
  });
}
