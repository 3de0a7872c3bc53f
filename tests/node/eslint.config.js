import js from "@eslint/js";

const GLOBALS = [
  "addEventListener", "Blob", "clearTimeout", "document", "getComputedStyle", "history", "HTMLInputElement", "Image", "localStorage", "location",
  "matchMedia", "navigator", "performance", "ResizeObserver", "setTimeout", "URL", "vis", "window", "XMLSerializer",
];

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(GLOBALS.map((name) => [name, "readonly"])) },
    rules: { eqeqeq: "error", "no-shadow": "error", "no-var": "error", "prefer-const": "error" },
  },
];
