// The light and the dark theme: the reader's choice, else the system's.

import { isDark, useTheme } from "./colours.js";
import { byId } from "./elements.js";
import { isStarted, readPalette } from "./picture.js";
import { restyle } from "./scene.js";
import { recolourMarks } from "./shapes.js";

const KEY = "kg-theme";

/** @param {string} name */
function setTheme(name) {
  useTheme(name);
  byId("theme").setAttribute("aria-pressed", String(name === "dark"));
  recolourMarks();
  if (!isStarted()) return;
  readPalette();
  restyle();
}

function rememberedTheme() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // A browser may refuse storage to files.
  }
}

byId("theme").addEventListener("click", () => {
  const name = isDark() ? "light" : "dark";
  setTheme(name);
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Then it lasts as long as the page is open.
  }
});

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

export function applyTheme() {
  const remembered = rememberedTheme();
  setTheme(remembered === "dark" || remembered === "light" ? remembered : prefersDark.matches ? "dark" : "light");
}
prefersDark.addEventListener("change", applyTheme);
