// Colours in the light and in the dark theme.

/** Red, green and blue, from 0 to 255. @param {string} colour */
const channels = (colour) => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));

/** @param {string} colour @param {string} other @param {number} share */
function blend(colour, other, share) {
  const [from, to] = [channels(colour), channels(other)];
  return `#${from.map((v, i) => Math.round(v + (to[i] - v) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** A colour of the theme, as the style names it. @param {string} name */
export const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
export const isDark = () => document.documentElement.dataset.theme === "dark";

/** @type {Map<string, { fill: string, stroke: string }>} */
const paints = new Map();

/** @param {string} name */
export function useTheme(name) {
  document.documentElement.dataset.theme = name;
  paints.clear();
}

/** Run `work` in the light theme, which paper asks for. @template Result @param {() => Result} work */
export function inLight(work) {
  const before = isDark() ? "dark" : "light";
  useTheme("light");
  try {
    return work();
  } finally {
    useTheme(before);
  }
}

/** Fill and outline from one colour: the outline goes towards black, or white in the dark, until it contrasts 3:1. @param {string} colour */
export function paintOf(colour) {
  const known = paints.get(colour);
  if (known) return known;
  const [ground, towards] = [theme("canvas"), isDark() ? "#ffffff" : "#000000"];
  let share = 0.35;
  while (share < 1 && contrast(blend(colour, towards, share), ground) < 3.2) share += 0.05;
  const paint = { fill: isDark() ? blend(colour, towards, 0.12) : colour, stroke: blend(colour, towards, share) };
  paints.set(colour, paint);
  return paint;
}

// Okabe and Ito's colours, then five that differ clearly from them; beyond these, communities share a grey.
const COMMUNITY_COLOURS = [
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7b5ea7", "#8c564b", "#66c2a5", "#a6a639", "#882255",
];
export const COLOURED_COMMUNITIES = COMMUNITY_COLOURS.length;

/** @param {number} rank */
export const communityColour = (rank) => COMMUNITY_COLOURS[rank] ?? "#9a9a9a";
