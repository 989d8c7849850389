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
