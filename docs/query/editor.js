// The editor: CodeMirror, with what a query needs. Tab goes on to what comes next on the page, as everywhere else.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, class: "query-keyword" },
  { tag: [tags.standard(tags.variableName), tags.operatorKeyword], class: "query-function" },
  { tag: tags.local(tags.variableName), class: "query-variable" },
  { tag: tags.atom, class: "query-name" },
  { tag: [tags.string, tags.number], class: "query-value" },
  { tag: [tags.comment, tags.meta], class: "query-comment" },
]);

/**
 * An editor; `changed` is called when its text is another, `run` at Ctrl+Enter.
 * @param {{ label: string, describedBy: string, changed: () => void, run: () => void }} options
 */
export function editor({ label, describedBy, changed, run }) {
  const view = new EditorView({
    extensions: [
      lineNumbers(),
      history(),
      bracketMatching(),
      EditorView.lineWrapping,
      StreamLanguage.define(sparql),
      syntaxHighlighting(COLOURS),
      keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, tabindex: "0" }),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ],
  });
  return {
    element: view.dom,
    focus: () => view.focus(),
    get text() {
      return view.state.doc.toString();
    },
    /** Another text, as a step that can be undone. @param {string} text */
    set text(text) {
      if (text !== this.text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    /** Mark the place that a message of the engine names, and go there; or no place. @param {string} message */
    mark(message) {
      const [, row, column] = (/^error at (\d+):(\d+)/.exec(message) ?? []).map(Number);
      if (!row) return void view.dispatch(setDiagnostics(view.state, []));
      const line = view.state.doc.line(Math.min(row, view.state.doc.lines));
      const from = Math.min(line.from + column - 1, line.to);
      // At the end of a line there is nothing to underline: then what is before it.
      const [start, end] = from < line.to ? [from, from + 1] : [Math.max(line.from, from - 1), from];
      view.dispatch(setDiagnostics(view.state, [{ from: start, to: end, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "nearest" }) });
    },
  };
}
