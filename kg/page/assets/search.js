// Search by name, synonym, abbreviation and id: a text field with a list that the arrow keys walk.

const SHOWN_HITS = 12;

/** Text without case, accents and punctuation, words parted by single spaces. */
function folded(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}_]+/gu) ?? []).join(" ");
}

let searchable = null;

/** Names folded for the search; made when it is first used, since 20,000 nodes take a while. */
function index() {
  searchable ??= [...nodes.values()].map((node) => ({
    node,
    name: folded(node.name),
    others: [node.slug, node.id, ...(node.synonyms ?? []), ...(node.abbreviations ?? []), ...(node.terms ?? []).map((term) => term.id)].map(
      (text) => [text, folded(text)],
    ),
    definition: folded(node.definition ?? ""),
  }));
  return searchable;
}

/** How well one text answers: 0 the very words, then its start, words in it, any part of it; null where it does not. */
function fitness(text, wanted, words) {
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 2;
  if (words.every((word) => ` ${text}`.includes(` ${word}`))) return 3;
  return text.includes(wanted) ? 5 : null;
}

/** The nodes that match, best first, each with the synonym that matched where the name did not. */
function lookUp(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const words = wanted.split(" ");
  const ranked = [];
  for (const { node, name, others, definition } of index()) {
    let best = { rank: fitness(name, wanted, words), also: "" };
    for (const [other, plain] of others) {
      const rank = fitness(plain, wanted, words);
      if (rank !== null && (best.rank === null || rank + 0.5 < best.rank)) best = { rank: rank + 0.5, also: other };
    }
    if (best.rank === null && words.every((word) => ` ${definition}`.includes(` ${word}`))) best = { rank: 6, also: "" };
    if (best.rank !== null) ranked.push({ ...best, node });
  }
  return ranked.sort((a, b) => a.rank - b.rank || a.node.name.length - b.node.name.length || (a.node.id < b.node.id ? -1 : 1));
}

/** Make a combobox of a text field and an empty list: `take` gets the node that the reader picks among those that fit. */
function combobox(field, hits, take, fits = () => true) {
  let found = [];
  let marked = -1;

  const close = () => {
    hits.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const showMarked = () => {
    [...hits.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === marked)));
    if (marked >= 0) {
      field.setAttribute("aria-activedescendant", `${hits.id}-${marked}`);
      hits.children[marked].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  const pick = (place) => {
    const { node } = found[place];
    field.value = "";
    close();
    take(node);
  };

  const option = ({ node, also }, place) => make(
    "li",
    { role: "option", id: `${hits.id}-${place}`, onclick: () => pick(place), onpointerdown: (event) => event.preventDefault() },
    mark(node.category),
    make("span", {}, own(node.name)),
    make("span", { class: "kind" }, node.category.label),
    also && make("span", { class: "also" }, own(also)),
  );

  const showHits = () => {
    found = lookUp(field.value).filter(({ node }) => fits(node)).slice(0, SHOWN_HITS);
    marked = found.length ? 0 : -1;
    hits.replaceChildren(...found.map(option));
    if (!found.length && field.value.trim()) {
      hits.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing has that name."));
    }
    hits.hidden = !field.value.trim();
    field.setAttribute("aria-expanded", String(!hits.hidden));
    showMarked();
  };

  field.addEventListener("input", showHits);
  field.addEventListener("focus", () => field.value.trim() && showHits());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.hidden) showHits();
      else if (found.length) {
        marked = (marked + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
        showMarked();
      }
    } else if (event.key === "Enter" && marked >= 0 && !hits.hidden) {
      event.preventDefault();
      pick(marked);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (hits.hidden) field.blur();
      field.value = "";
      close();
    }
  });
}

/** A search field of its own, such as for the other end of a path. */
function searchField(id, label, take, fits) {
  const hits = make("ul", { class: "hits", id: `${id}-hits`, role: "listbox", "aria-label": "Search results", hidden: true });
  const field = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label, placeholder: label,
    "aria-expanded": "false", "aria-controls": hits.id, "aria-autocomplete": "list",
  });
  combobox(field, hits, take, fits);
  return make("div", { class: "search" }, field, hits);
}

const field = find("search");
if (isNarrow.matches) field.placeholder = "Search";
combobox(field, find("hits"), (node) => {
  const view = state.view === "graph" || state.view === "table" ? state.view : "graph";
  change({ chosen: node, view });
  if (view === "graph") holder.focus();
});
