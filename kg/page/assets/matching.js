// How the words that a reader types are found in a text.

const TOKEN = /\p{N}+\.\p{N}+|[\p{L}\p{N}_]+/gu;
/** A word as written in a text, with its accents. */
const WRITTEN = /\p{N}+\.\p{N}+|[\p{L}\p{M}\p{N}_]+|%/gu;
const NUMBER = /^\p{N}+(?:\.\p{N}+)?$/u;
/** No question is longer: what follows is not searched. */
const LONGEST_QUESTION = 200;

/** Text without case, accents and punctuation, words separated by single spaces; % is the word for it. @param {string} text */
export function folded(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("%", " percent ");
  return (plain.match(TOKEN) ?? []).join(" ");
}

/** What is searched for of what a reader types. @param {string} text */
export const queryOf = (text) => folded(text.slice(0, LONGEST_QUESTION));

/** Whether a word begins one of the text; a number is found only whole. @param {string} text @param {string} word */
const holdsWord = (text, word) => ` ${text} `.includes(NUMBER.test(word) ? ` ${word} ` : ` ${word}`);

/** Whether each word begins one of the text. @param {string} text @param {string[]} words */
export const holdsWords = (text, words) => words.every((word) => holdsWord(text, word));

/** Whether the text holds each word, or one that the word is a slip for. @param {string} text @param {Meaning[]} words */
export const holdsMeant = (text, words) =>
  words.every(({ word, meant }) => holdsWord(text, word) || meant.some((other) => ` ${text} `.includes(` ${other} `)));

/** Whether one letter too many, missing, wrong or swapped with the next makes the difference. @param {string} word @param {string} other */
function isSlip(word, other) {
  let same = 0;
  while (same < word.length && word[same] === other[same]) same += 1;
  const [a, b] = [word.slice(same), other.slice(same)];
  return a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}

/** A word of a question, and what it may have been meant for. @typedef {{ word: string, meant: string[] }} Meaning */

/** @param {string[]} words @param {Iterable<string>} vocabulary @returns {Meaning[]} */
export function meaningsOf(words, vocabulary) {
  return words.map((word) => {
    const canSlip = word.length > 4 && !/\p{N}/u.test(word);
    return { word, meant: canSlip ? [...vocabulary].filter((other) => isSlip(word, other)) : [] };
  });
}

/** A text in pieces, every second of which is a word that was searched for. @param {string} text @param {Meaning[]} words */
export function matchedPieces(text, words) {
  const pieces = [];
  let end = 0;
  for (const { 0: written, index } of text.matchAll(WRITTEN)) {
    const word = folded(written);
    if (!words.some((one) => holdsMeant(word, [one]))) continue;
    pieces.push(text.slice(end, index), written);
    end = index + written.length;
  }
  return [...pieces, text.slice(end)];
}
