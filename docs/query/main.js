// The page that answers SPARQL in the browser: questions to choose, their parameters, an editor, and the answer.

import { button, html } from "../../kg/page/assets/elements.js";
import { file, inWords, shownAnswer } from "./answer.js";
import { editor } from "./editor.js";
import { answered, Stopped } from "./engine.js";
import { choicesOf, headerOf, questions, valueOf, withValue } from "./questions.js";

const STEPS = 5;

// ------------------------------------------------------------------------------------------------------------- the form

const OWN = "a query of your own";
const options = (/** @type {boolean} */ evidence) => questions.filter((one) => one.evidence === evidence)
  .map(({ name, text }) => html("option", { value: name }, headerOf(text).summary));
const chooser = html("select", { id: "query-question", onchange: choose },
  html("option", { value: "" }, OWN),
  html("optgroup", { label: "What the article says" }, options(false)),
  html("optgroup", { label: "What studies found" }, options(true)),
);
const about = html("p", { id: "query-about" });
const parameters = html("div", { class: "query-parameters" });
const evidence = html("input", { type: "checkbox", id: "query-evidence" });
const limit = html("input", { type: "number", id: "query-limit", min: 1, max: 3600, value: 60, required: true });
const runner = html("button", { type: "submit", class: "query-run" }, "Run");
const stopper = button({ disabled: true, onclick: () => running?.abort(new Stopped("Stopped.")) }, "Stop");
const progress = html("progress", { max: STEPS, hidden: true, "aria-label": "Progress" });
const status = html("p", { role: "status" });
const fault = html("pre", { role: "alert", class: "query-fault" });
const result = html("div", { class: "query-result" });
const form = html("form", { onsubmit: (/** @type {Event} */ event) => {
  event.preventDefault();
  void run();
} });
const query = editor({ label: "SPARQL query", describedBy: "query-about", changed, run: () => form.requestSubmit() });

/** The inputs of the parameters that the query declares. */
function drawParameters() {
  const text = query.text;
  parameters.replaceChildren(...headerOf(text).parameters.flatMap((parameter) => {
    const { name, description } = parameter;
    const choices = choicesOf(text, parameter);
    const list = choices.length > 0 && html("datalist", { id: `query-names-${name}` },
      choices.map(([term, label]) => html("option", { value: term.replace(/^\w+:/, ""), label })));
    const input = html("input", { id: `query-parameter-${name}`, value: valueOf(text, name), list: list && list.id, autocomplete: "off", spellcheck: "false" });
    input.addEventListener("input", () => {
      try {
        query.text = withValue(query.text, parameter, input.value);
        input.setCustomValidity("");
      } catch (error) {
        input.setCustomValidity(/** @type {Error} */ (error).message);
      }
    });
    const hint = `query-hint-${name}`;
    input.setAttribute("aria-describedby", hint);
    return html("div", {}, html("label", { for: input.id }, name), input, html("span", { id: hint, class: "query-hint" }, description), list);
  }));
}

/** The packaged question whose query this is; its parameters may have other values. @param {string} text */
function questionOf(text) {
  /** @param {string} one */
  const bare = (one) => one.replace(/\bVALUES \?\w+ \{.*?\}/g, "");
  return questions.find((one) => bare(one.text) === bare(text));
}

let declared = "";

function changed() {
  query.mark("");
  const text = query.text;
  const { summary, description, parameters: found } = headerOf(text);
  chooser.value = questionOf(text)?.name ?? "";
  const said = (chooser.value ? description : summary).split("`");
  about.replaceChildren(...said.map((part, place) => (place % 2 ? html("code", {}, part) : part)));
  const now = JSON.stringify([chooser.value, found]);
  if (now !== declared) drawParameters();
  else {
    for (const { name } of found) {
      const input = /** @type {HTMLInputElement} */ (document.getElementById(`query-parameter-${name}`));
      if (input !== document.activeElement) input.value = valueOf(text, name);
    }
  }
  declared = now;
}

function choose() {
  const question = questions.find(({ name }) => name === chooser.value);
  if (!question) return query.focus();
  query.text = question.text;
  evidence.checked = question.evidence;
}

// --------------------------------------------------------------------------------------------------------------- answers

/** @type {AbortController | undefined} */
let running;

/** @param {number} step @param {string} text */
function tell(step, text) {
  progress.value = step;
  status.textContent = text;
}

async function run() {
  if (running) return;
  const control = running = new AbortController();
  query.mark("");
  fault.textContent = "";
  result.replaceChildren();
  remember();
  stopper.disabled = false;
  progress.hidden = false;
  const text = query.text;
  const began = performance.now();
  try {
    const answer = await answered(text, { evidence: evidence.checked, seconds: limit.valueAsNumber, control, tell });
    show(answer, text);
    tell(STEPS, `${inWords(answer)}, in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    status.textContent = error instanceof Stopped ? message : "";
    if (error instanceof Stopped) return;
    fault.textContent = message;
    query.mark(message);
  } finally {
    running = undefined;
    if (document.activeElement === stopper) runner.focus();
    stopper.disabled = true;
    progress.hidden = true;
  }
}

/** @param {Answer} answer @param {string} text */
function show(answer, text) {
  const { summary, notCovered } = headerOf(text);
  const save = () => {
    const { ending, type, content } = file(answer);
    const address = URL.createObjectURL(new Blob([content], { type }));
    html("a", { href: address, download: `${questionOf(text)?.name ?? "answer"}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  const format = answer.kind === "construct" || answer.kind === "describe" ? "Turtle" : "CSV";
  result.replaceChildren(
    html("h2", {}, summary || "Answer"),
    html("p", {}, html("strong", {}, inWords(answer)), " ", button({ onclick: save }, `Save as ${format}`)),
    ...shownAnswer(answer).flat().filter((child) => child instanceof Node),
    ...(notCovered ? [html("p", {}, `Not covered: ${notCovered}.`)] : []),
  );
}

// --------------------------------------------------------------------------------------------------------------- address

/** The address holds the query: a question by its name where nothing in it was changed. */
function remember() {
  const packaged = questions.find(({ text }) => text === query.text);
  const said = new URLSearchParams(packaged ? { ask: packaged.name } : { sparql: query.text });
  if (evidence.checked && !packaged?.evidence) said.set("evidence", "yes");
  history.replaceState(null, "", `#${said}`);
}

function read() {
  const said = new URLSearchParams(location.hash.slice(1));
  const question = questions.find(({ name }) => name === (said.get("ask") ?? "techniques-by-target"));
  if (!said.has("ask") && !said.has("sparql") && query.text) return; // An anchor of the page.
  query.text = said.get("sparql") ?? question?.text ?? "";
  evidence.checked = said.has("evidence") || (!said.has("sparql") && Boolean(question?.evidence));
}

form.append(
  html("div", { class: "query-choice" }, html("label", { for: chooser.id }, "Question"), chooser, about),
  parameters,
  query.element,
  html("div", { class: "query-controls" },
    runner, stopper,
    html("span", {}, html("label", { for: limit.id }, "Time limit, seconds "), limit),
    html("span", {}, evidence, html("label", { for: evidence.id }, " with the evidence")),
  ),
);
document.getElementById("query")?.replaceChildren(form, progress, status, fault, result);
read();
addEventListener("hashchange", read);
document.documentElement.dataset.ready = "true";
