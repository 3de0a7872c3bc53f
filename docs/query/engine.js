// The engine behind the page: fetched when it is first asked, and run in a worker, which is ended where a query must not go on.

/** Where the page's files are. */
const FOLDER = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src);

// Scripts, since a page that is opened from a folder may load nothing else: each sets a property of this object.
const packed = /** @type {{ kgQuery: Packed }} */ (/** @type {unknown} */ (globalThis)).kgQuery;

/** What is thrown where a query was stopped, or its time was up. */
export class Stopped extends Error {}

/** @type {Map<string, Promise<any>>} */
const kept = new Map();
/** The same promise for each name, unless it fails. @template Kind @param {string} name @param {() => Promise<Kind>} make @returns {Promise<Kind>} */
function once(name, make) {
  const made = kept.get(name) ?? make();
  kept.set(name, made);
  made.catch(() => kept.delete(name));
  return made;
}

/** @param {"engine" | "article" | "evidence"} name @returns {Promise<void>} */
const script = (name) => new Promise((resolve, reject) => {
  const element = document.createElement("script");
  element.src = String(new URL(`${name}.js`, FOLDER));
  element.onload = () => resolve();
  element.onerror = () => reject(new Error(`${element.src} could not be loaded; is the site complete, and are you online?`));
  document.head.append(element);
});

/** What was compressed and written in base64. @param {string} text */
const unpacked = async (text) => {
  const { body } = await fetch(`data:application/gzip;base64,${text}`);
  return new Response(/** @type {ReadableStream} */ (body).pipeThrough(new DecompressionStream("gzip")));
};

const compiled = () => once("compiled", async () => {
  await once("engine", () => script("engine"));
  return WebAssembly.compile(await (await unpacked(packed.engine.wasm)).arrayBuffer());
});

/** @param {"article" | "evidence"} name */
const triples = (name) => once(`triples of ${name}`, async () => {
  await once(name, () => script(name));
  return (await unpacked(packed[name])).text();
});

/** @type {Worker | undefined} */
let worker;
let holds = "";

function end() {
  worker?.terminate();
  worker = undefined;
}

/** @param {Worker} asked @param {object} message @returns {Promise<any>} */
const reply = (asked, message) => new Promise((resolve, reject) => {
  asked.onmessage = ({ data }) => {
    if (data.broken) end();
    if (data.kind === "error") reject(new Error(data.broken ? `The query broke the engine: it may need more memory than there is. (${data.message})` : data.message));
    else resolve(data);
  };
  asked.onerror = (event) => reject(new Error(event.message || "The browser did not start the worker that answers."));
  asked.postMessage(message);
});

/**
 * A worker that holds the triples, those of the evidence too if asked for; `tell` is told what is done, step by step.
 * @param {boolean} evidence @param {(step: number, text: string) => void} tell @param {AbortSignal} signal
 */
async function ready(evidence, tell, signal) {
  const wanted = evidence ? "article, evidence" : "article";
  if (worker && holds === wanted) return worker;
  end();
  if (!kept.has("compiled")) tell(1, `Loading the engine, once (${packed.engineSize}) …`);
  const engine = await compiled();
  tell(2, "Loading the triples …");
  const parts = await Promise.all([triples("article"), ...(evidence ? [triples("evidence")] : [])]);
  signal.throwIfAborted();
  const address = URL.createObjectURL(new Blob([packed.engine.worker], { type: "text/javascript" }));
  const started = new Worker(address);
  [worker, holds] = [started, wanted];
  tell(3, "Starting the engine …");
  await reply(started, { engine, triples: parts, prefixes: packed.prefixes });
  URL.revokeObjectURL(address);
  return started;
}

/**
 * What a query is answered. Rejects with what the engine says against it, or Stopped where `control` was aborted or its seconds
 * are up: then the worker is ended, and the next query starts another.
 * @param {string} query @param {{ evidence: boolean, seconds: number, control: AbortController, tell: (step: number, text: string) => void }} options
 * @returns {Promise<Answer>}
 */
export async function answered(query, { evidence, seconds, control, tell }) {
  const { signal } = control;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const stopped = new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      end();
      reject(signal.reason);
    }, { once: true });
  });
  const work = async () => {
    const able = await ready(evidence, tell, signal);
    tell(4, "Answering …");
    timer = setTimeout(() => control.abort(new Stopped(`No answer within ${seconds} s: ask for less, or give it more time.`)), seconds * 1000);
    return reply(able, { query });
  };
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    clearTimeout(timer);
  }
}
