// Applies the settings to the live widget and to the snippets.
import { GlossaryLinker } from "../widget/glossary-linker.js";
import "../widget/glossary-search.js";

const trial = document.getElementById("trial");
const settings = document.getElementById("settings");
const status = document.getElementById("copied");
const every = (selector) => document.querySelectorAll(selector);
const LINKED = ["language", "theme"]; // settings that the linker has, too
let linker;
const escapes = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

const service = new URL("..", import.meta.url).href.replace(/\/$/, "");
for (const hint of every("[data-stand-in]")) {
  for (const place of every("[data-service]")) place.textContent = service;
  for (const place of every("[data-origin]")) place.textContent = location.origin;
  hint.hidden = true;
}

function show() {
  let attributes = "";
  let linked = "";
  const options = { within: "#sample" };
  for (const [name, value] of new FormData(settings)) {
    if (value) {
      trial.setAttribute(name, value);
      const text = `${name}="${value.replace(/[&"<>]/g, (sign) => escapes[sign])}"`;
      attributes += ` ${text}`;
      if (LINKED.includes(name)) {
        linked += ` data-${text}`;
        options[name] = value;
      }
    } else {
      trial.removeAttribute(name);
    }
  }
  for (const place of every("[data-attributes]")) place.textContent = attributes;
  for (const place of every("[data-linker-attributes]")) place.textContent = linked;
  linker?.remove();
  linker = new GlossaryLinker(options);
  linker.start();
}

settings.addEventListener("input", show);
settings.addEventListener("submit", (event) => event.preventDefault());
settings.hidden = false;
show();

for (const button of every("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const lines = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(lines.textContent);
      status.textContent = status.dataset.copied;
    } catch {
      getSelection().selectAllChildren(lines);
      status.textContent = status.dataset.failed;
    }
  });
}
