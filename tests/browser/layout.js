() => {
  const SMALLEST = 44; // CSS pixels, for a finger
  const SLACK = 1; // fractions are rounded
  const TARGETS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [role=option]";

  const everything = (root) =>
    [...root.querySelectorAll("*")].flatMap((element) =>
      element.shadowRoot ? [element, ...everything(element.shadowRoot)] : [element],
    );
  const parent = (element) => element.parentElement ?? element.getRootNode().host;
  const ancestors = (element) =>
    element ? [element, ...ancestors(parent(element))] : [];
  const style = (element) => getComputedStyle(element);
  const box = (element) => {
    const ticked = element.matches("[type=checkbox], [type=radio]");
    return ((ticked && element.closest("label")) || element).getBoundingClientRect();
  };
  const isSeen = (element) => {
    const { width, height, right, bottom } = element.getBoundingClientRect();
    const shown = element.checkVisibility({
      opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true,
    });
    return shown && width > 2 && height > 2 && right > 0 && bottom + scrollY > 0;
  };
  const scrolls = (element) =>
    ancestors(parent(element)).some((each) =>
      /auto|scroll|hidden|clip/.test(style(each).overflowX) &&
      each !== document.body && each !== document.documentElement);
  const named = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent).trim();
    const id = element.id ? `#${element.id}` : "";
    return `<${element.localName}${id}> "${text.replace(/\s+/g, " ").slice(0, 40)}"`;
  };
  const isInText = (element) =>
    style(element).display === "inline" &&
    element.localName === "a" &&
    [...element.parentNode.childNodes].some(
      (each) => each.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(each.data));
  const isOverlay = (element) =>
    ancestors(element).some((each) => each.matches("[role=listbox], dialog"));
  const size = ({ width, height }) => `${Math.round(width)} x ${Math.round(height)}`;

  const sideways = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [`the page is ${scrollWidth} wide in a window of ${clientWidth}`];
  };
  const outside = (element) => {
    const { left, right } = element.getBoundingClientRect();
    const beyond = left < -SLACK || right > innerWidth + SLACK;
    return beyond && !scrolls(element)
      ? [`outside of the window: ${named(element)} from ${left} to ${right}`] : [];
  };
  const clipped = (element) => {
    if (element.matches("input, textarea, select")) return []; // their text scrolls
    const { overflowX, overflowY } = style(element);
    const cut = /hidden|clip/;
    const wide = element.scrollWidth > element.clientWidth + SLACK;
    const high = element.scrollHeight > element.clientHeight + SLACK;
    return (cut.test(overflowX) && wide) || (cut.test(overflowY) && high)
      ? [`clipped: ${named(element)}`] : [];
  };
  const small = (element) => {
    const found = box(element);
    const fits = found.width >= SMALLEST - 0.5 && found.height >= SMALLEST - 0.5;
    return fits || isInText(element)
      ? [] : [`too small a target: ${named(element)} is ${size(found)}`];
  };
  const overlap = (first, second) => {
    const [a, b] = [box(first), box(second)];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const related = ancestors(first).includes(second) || ancestors(second).includes(first);
    return wide > SLACK && high > SLACK && !related && isOverlay(first) === isOverlay(second)
      ? [`overlapping: ${named(first)} and ${named(second)}`] : [];
  };
  // an inline link may run over two lines, and its box then holds what is between
  const hasOneBox = (element) => element.getClientRects().length === 1;

  const seen = everything(document.body).filter(isSeen);
  const targets = seen.filter((element) => element.matches(TARGETS));
  const solid = targets.filter(hasOneBox);
  return [
    ...sideways(),
    ...seen.flatMap(outside),
    ...seen.flatMap(clipped),
    ...targets.flatMap(small),
    ...solid.flatMap((first, at) =>
      solid.slice(at + 1).flatMap((second) => overlap(first, second))),
  ];
}
