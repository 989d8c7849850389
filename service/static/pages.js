// Pages work without any of this. It lets the widget's answers be pages here, and
// entries be heard.
import { canPronounce, pronounce } from "../widget/glossary-search.js";

const site = (event) => event.target.closest?.("glossary-search.site");

document.addEventListener("glossary-search", (event) => {
  const form = site(event)?.querySelector("form");
  if (!form) return;
  event.preventDefault();
  const asked = new FormData(form);
  asked.set("q", event.detail.query);
  const address = new URL(form.action);
  address.search = new URLSearchParams(asked);
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
  globalThis.speechSynthesis?.addEventListener("voiceschanged", show); // they come late
  button.addEventListener("click", () => pronounce(spoken));
}

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
