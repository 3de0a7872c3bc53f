import js from "@eslint/js";

const GLOBALS = [
  "AbortController", "addEventListener", "Blob", "clearTimeout", "DecompressionStream", "document", "fetch", "getComputedStyle", "history",
  "HTMLInputElement", "Image", "localStorage", "location", "matchMedia", "navigator", "Node", "performance", "postMessage",
  "ResizeObserver", "Response", "setTimeout", "URL", "URLSearchParams", "vis", "WebAssembly", "window", "Worker", "XMLSerializer",
];

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(GLOBALS.map((name) => [name, "readonly"])) },
    rules: { eqeqeq: "error", "no-shadow": "error", "no-var": "error", "prefer-const": "error" },
  },
];
