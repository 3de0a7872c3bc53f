// Making the page's elements. Data is only ever set as text, never as markup.

/** An element of the template. @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export const isNarrow = matchMedia("(max-width: 820px)");

const ICONS = {
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  cross: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
};

/** Without nesting, and without what is absent. @param {Child[]} children @returns {Child[]} */
const flat = (children) => children.flatMap((child) => (Array.isArray(child) ? flat(child) : child ? [child] : []));

/**
 * Give an element attributes (`onclick` and the like are listeners) and children; strings become text.
 * @template {Element} Kind @param {Kind} element @param {Attributes} attributes @param {Child[]} children
 */
export function assemble(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (flat(children)));
  return element;
}

/** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag @param {Attributes} attributes @param {Child[]} children */
export function html(tag, attributes = {}, ...children) {
  return assemble(document.createElement(tag), attributes, children);
}

/** @template {keyof SVGElementTagNameMap} Tag @param {Tag} tag @param {Attributes} attributes @param {Child[]} children */
export function svg(tag, attributes = {}, ...children) {
  return assemble(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** Text of the data in its own direction, whatever surrounds it. @param {string} text */
export const bdi = (text) => html("bdi", {}, text);

/** @param {Attributes} attributes @param {Child[]} children */
export function button(attributes, ...children) {
  return html("button", { type: "button", ...attributes }, ...children);
}

/** @param {string} label @param {keyof typeof ICONS} icon @param {Attributes} attributes */
export function iconButton(label, icon, attributes) {
  const picture = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[icon] }));
  return button({ class: "icon", "aria-label": label, ...attributes }, picture);
}

/** A link out, or plain text where the address is not one for the web. @param {string} address @param {string} text */
export function link(address, text) {
  if (!/^https?:\/\//i.test(address)) return text;
  return html("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text);
}

/** @param {HTMLCanvasElement} canvas */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** Have a screen reader say it. @param {string | null} text */
export function announce(text) {
  byId("live").textContent = text;
}

export function clearMessage() {
  byId("message").replaceChildren();
}

/** @param {string} text */
export function showMessage(text, { passing = false } = {}) {
  const box = html("div", {}, html("span", {}, text), button({ onclick: clearMessage }, "Close"));
  byId("message").replaceChildren(box);
  if (passing) setTimeout(() => box.remove(), 5000);
}
