// Sends the request of a form, and shows its answer in place and as a command.
const MAX_SHOWN = 50_000; // characters; more would stall the page

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function request(form) {
  const { method, path } = form.dataset;
  const query = new URLSearchParams();
  let address = path;
  for (const [name, value] of new FormData(form)) {
    const placeholder = `{${name}}`;
    if (address.includes(placeholder)) address = address.replace(placeholder, () => encodeURIComponent(value));
    else if (value !== "") query.append(name, value); // the API rejects blank parameters
  }
  const url = new URL(address, location.origin);
  url.search = query;
  const body = form.querySelector("textarea")?.value;
  const type = form.querySelector(".media-type")?.value;
  return { method, url: String(url), body, type };
}

function command({ method, url, body, type }) {
  const options = method === "GET" ? [] : ["-X", method];
  if (body !== undefined) options.push("-H", quote(`Content-Type: ${type}`), "--data-binary", quote(body));
  return ["curl", ...options, quote(url)].join(" ");
}

function readable(text, type) {
  if (!type.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function send({ method, url, body, type }, signal) {
  const headers = body === undefined ? {} : { "Content-Type": type };
  const begin = performance.now();
  const response = await fetch(url, { method, body, headers, signal });
  const text = await response.text();
  const time = Math.round(performance.now() - begin);
  const shown = readable(text, response.headers.get("Content-Type") ?? "");
  const rest = shown.length - MAX_SHOWN;
  return {
    line: `${response.status} ${response.statusText} · ${time} ms · ${text.length} characters`,
    text: rest > 0 ? `${shown.slice(0, MAX_SHOWN)}\n… and ${rest} more characters` : shown,
  };
}

function enhance(section) {
  const form = section.querySelector("form.try");
  const line = section.querySelector(".status");
  const answer = section.querySelector(".answer");
  const curl = section.querySelector(".curl code");
  const copy = section.querySelector(".curl button");
  let current = new AbortController();

  const update = () => (curl.textContent = command(request(form)));
  form.addEventListener("input", update);
  form.querySelector(".media-type")?.addEventListener("change", ({ target }) => {
    form.querySelector("textarea").value = target.selectedOptions[0].dataset.example;
    update();
  });
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    current.abort();
    current = new AbortController();
    const { signal } = current;
    line.textContent = "Waiting for the answer …";
    try {
      const result = await send(request(form), signal);
      line.textContent = result.line;
      answer.firstElementChild.textContent = result.text;
      answer.hidden = false;
    } catch {
      if (!signal.aborted) line.textContent = "No answer came. Check the connection, and try again.";
    }
  });
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    const done = navigator.clipboard.writeText(curl.textContent);
    line.textContent = await done.then(() => "Copied", () => "Copying failed. Select the text and copy it.");
  });
  update();
}

for (const form of document.querySelectorAll("form.try")) enhance(form.closest("section"));
