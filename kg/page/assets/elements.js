// Building the page. Text of the data only ever becomes text: there is no markup made from strings anywhere.

const find = (id) => document.getElementById(id);

const isNarrow = matchMedia("(max-width: 820px)");

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(Boolean));
  return element;
}

/** An element with attributes (`onclick` and the like are listeners) and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function button(attributes, ...children) {
  return make("button", { type: "button", ...attributes }, ...children);
}

function iconButton(label, path, attributes) {
  const picture = draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, draw("path", { d: path }));
  return button({ class: "icon", "aria-label": label, ...attributes }, picture);
}

/** A link out, or plain text where the address is not one for the web. */
function link(address, text) {
  if (!/^https?:\/\//i.test(address)) return text;
  return make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text);
}

function say(text) {
  find("live").textContent = text;
}

function clearMessage() {
  find("message").replaceChildren();
}

function showMessage(text, { passing = false } = {}) {
  const box = make("div", {}, make("span", {}, text), button({ onclick: clearMessage }, "Close"));
  find("message").replaceChildren(box);
  if (passing) setTimeout(() => box.remove(), 5000);
}
