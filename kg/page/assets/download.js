// What can be taken away: picture, claims, print, link.

const fileName = (ending) => `${records.dataset.id || "graph"}${state.chosen && !isEdge(state.chosen) ? `-${state.chosen.slug}` : ""}.${ending}`;

function download(content, name) {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name.replace(/[^\w.-]+/g, "-").slice(-120) }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function downloadSvg() {
  download(new Blob([posterSvg()], { type: "image/svg+xml" }), fileName("svg"));
}

const PNG_WIDTH = 3200;

async function downloadPng() {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(posterSvg())}`;
  try {
    await image.decode();
  } catch {
    showMessage("This browser could not draw the picture. The SVG has the same content.");
    return;
  }
  const canvas = make("canvas", { width: PNG_WIDTH, height: Math.round((PNG_WIDTH * image.height) / image.width) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => download(content, fileName("png")), "image/png");
}

const CSV_COLUMNS = {
  id: (claim) => claim.id,
  subject_id: (claim) => claim.edge.subject.id,
  subject: (claim) => claim.edge.subject.name,
  predicate: (claim) => claim.edge.predicate.name,
  object_id: (claim) => claim.edge.object.id,
  object: (claim) => claim.edge.object.name,
  statement: (claim) => claim.statement,
  polarity: (claim) => claim.polarity,
  modality: (claim) => claim.modality,
  hedge: (claim) => claim.hedge,
  quantity: (claim) => claim.quantity,
  population: (claim) => claim.population,
  comparator: (claim) => claim.comparator,
  aspect: (claim) => claim.aspect,
  context: (claim) => claim.context,
  inferred: (claim) => (claim.inferred ? "yes" : ""),
  note: (claim) => claim.note,
  tensions: (claim) => claim.tensions.map((tension) => `${tension.weight}: ${tension.why}`),
  source: (claim) => claim.section.source.title,
  published: (claim) => claim.section.source.published,
  section: (claim) => claim.section.title,
  paragraph: (claim) => claim.paragraph,
};

/** A cell of CSV. A spreadsheet would take one that begins with = + - @ for a formula: an apostrophe keeps it text. */
function cell(value) {
  const text = [value ?? ""].flat().join("|");
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n|']/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The claims that the filters leave, with a mark at the start that tells spreadsheets that this is UTF-8. */
function claimsCsv() {
  const rows = claims.filter((claim) => shown.claims.has(claim)).map((claim) => Object.values(CSV_COLUMNS).map((value) => cell(value(claim))));
  return `\uFEFF${[Object.keys(CSV_COLUMNS), ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function downloadCsv() {
  download(new Blob([claimsCsv()], { type: "text/csv" }), fileName("csv"));
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    say("Link copied");
    showMessage("The link is copied. It opens this page as it is now: choice, filters and view.", { passing: true });
  } catch {
    showMessage(`This browser does not let a page copy. The link is: ${location.href}`);
  }
}

// ------------------------------------------------------------------------------------------------------------------ print

const PRINTED = 3000;

/** A page with the picture, then the relations that the filters leave as a table. */
function buildPrint() {
  const listed = edges.filter((edge) => shown.edges.has(edge));
  const rows = listed.slice(0, PRINTED).map((edge) => make("tr", {},
    make("td", {}, edge.subject.name),
    make("td", {}, phrase(edge)),
    make("td", {}, edge.object.name),
    make("td", {}, edge.claims.filter((claim) => shown.claims.has(claim)).map((claim) =>
      make("p", {}, `${claim.statement} (${labelOf(records.modalities, claim.modality)}${claim.polarity === "affirmed" ? "" : `, ${claim.polarity}`}; `, placeLine(claim), ")"))),
  ));
  find("print").replaceChildren(
    make("div", { class: "sheet" }, inLight(() => poster(1080))),
    make("h2", {}, "Relations and what is claimed"),
    ...(listed.length > PRINTED ? [make("p", {}, `The first ${number(PRINTED)} of ${number(listed.length)}.`)] : []),
    make("table", {},
      make("thead", {}, make("tr", {}, ["Subject", "Relation", "Object", "Claims"].map((title) => make("th", { scope: "col" }, title)))),
      make("tbody", {}, rows),
    ),
  );
}

addEventListener("beforeprint", buildPrint);
addEventListener("afterprint", () => find("print").replaceChildren());

// ------------------------------------------------------------------------------------------------------------------- menu

const menu = find("menu");
const menuButton = find("to-menu");

function setMenu(open) {
  menu.hidden = !open;
  menuButton.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button").focus();
}

function buildMenu() {
  const item = (text, hint, act) => make("li", {}, button({ onclick: () => {
    setMenu(false);
    menuButton.focus();
    act();
  } }, make("span", {}, text), make("span", { class: "hint" }, hint)));
  menu.replaceChildren(make("ul", {},
    item("Picture, PNG", "3,200 pixels wide, with title and legend", downloadPng),
    item("Picture, SVG", "For papers: sharp at any size", downloadSvg),
    item("Claims, CSV", "What the filters leave, for a spreadsheet", downloadCsv),
    item("Print, or save as PDF", "The picture, then every relation", () => window.print()),
    item("Copy link", "With choice, filters and view", copyLink),
  ));
}

menuButton.addEventListener("click", () => setMenu(menu.hidden));
menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button")];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
});
document.addEventListener("click", (event) => {
  if (!menu.hidden && !event.target.closest(".menu-box")) setMenu(false);
});
