// A renderer that keeps its nodes, as frameworks do: it changes their values, removes them
// from the parent it gave them to, and inserts others before them.
window.render = (parent, texts) => {
  const kept = (parent.kept ??= []);
  texts.forEach((text, i) => {
    if (kept[i] && text === null) {
      parent.removeChild(kept[i]);
      kept[i] = null;
    } else if (kept[i]) {
      if (kept[i].value !== text) kept[i].nodeValue = kept[i].value = text;
    } else if (text !== null) {
      kept[i] = Object.assign(document.createTextNode(text), { value: text });
      parent.insertBefore(kept[i], kept.slice(i + 1).find(Boolean) ?? null);
    }
  });
};
