import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { call } from "../api/calls.ts";
import { completion, cypher } from "./language.ts";
import { type Schema, schemaOfGraph } from "./schema.ts";

interface Props {
  /** What it begins with; a new `version` puts it in again. */
  text: string;
  version: number;
  onChange: (text: string) => void;
  /** Ctrl-Enter. */
  onRun: () => void;
}

/** An editor of Cypher: the graph's own words are completed, and the graph's own parser finds the mistakes. */
export function Editor({ text, version, onChange, onRun }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const now = useRef({ onChange, onRun });
  now.current = { onChange, onRun };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor has the text from then on.
  useEffect(() => {
    const node = host.current!;
    // In a shadow root its style is an adopted sheet; in the page it would be a <style>, which the policy refuses.
    const root = node.shadowRoot ?? node.attachShadow({ mode: "open" });
    const state = EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              now.current.onRun();
              return true;
            },
          },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        history(),
        lineNumbers(),
        bracketMatching(),
        closeBrackets(),
        cypher,
        syntaxHighlighting(highlighting),
        autocompletion({ override: [completion(schemaOfGraph)], icons: false }),
        linter(mistakes, { delay: 600 }),
        lintGutter(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Cypher query" }),
        EditorView.updateListener.of(
          ({ docChanged, state: { doc } }) => docChanged && now.current.onChange(doc.toString()),
        ),
        look,
      ],
    });
    const view = new EditorView({ state, root, parent: root });
    return () => view.destroy();
  }, [version]);
  return <div ref={host} className="editor" />;
}

/**
 * The graph's own parser reads the query and runs nothing of it: it stands in front of a LIMIT 0. In
 * a subquery each column needs a name, which a query by itself does not.
 */
async function mistakes(view: EditorView): Promise<Diagnostic[]> {
  const text = view.state.doc.toString().replace(/;\s*$/, "");
  if (text.trim() === "") return [];
  const names = [...new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name!))];
  const params = Object.fromEntries(names.map((name) => [name, null]));
  const query = `CALL () {\n${text}\n} RETURN 0 AS read LIMIT 0`;
  const [{ problem }, schema] = await Promise.all([
    call("runCypher", { body: { query, params, timeoutMs: 5000 } }),
    schemaOfGraph(),
  ]);
  if (!problem) return unknownNames(text, schema);
  if ((problem.code !== "bad_query" && problem.code !== "write_refused") || problem.detail.includes("must be aliased"))
    return [];
  return [{ ...placeOf(problem.detail, view), severity: "error", message: problem.detail.replace(/ \(line .*$/s, "") }];
}

/** Labels and types of relationships that nothing in the graph has. */
function unknownNames(text: string, { labels, types }: Schema): Diagnostic[] {
  const known = new Set([...labels, ...types]);
  if (known.size === 0) return [];
  const code = text.replace(/"[^"]*"|'[^']*'|\/\/.*/g, (skipped) => " ".repeat(skipped.length));
  return [...code.matchAll(/[([]\s*\w*\s*:\s*(\w+)/g)].flatMap((found) => {
    const name = found[1]!;
    const from = found.index + found[0].length - name.length;
    return known.has(name)
      ? []
      : [
          {
            from,
            to: from + name.length,
            severity: "warning" as const,
            message: `Nothing in the graph is called ${name}.`,
          },
        ];
  });
}

/** The place that a message names, `line 2, column 7`, one line below where it is written; the end where it names none. */
function placeOf(message: string, { state: { doc } }: EditorView): { from: number; to: number } {
  const [, line, column] = /line (\d+), column (\d+)/.exec(message) ?? [];
  const number = Number(line) - 1;
  if (line === undefined || number < 1 || number > doc.lines)
    return { from: Math.max(0, doc.length - 1), to: doc.length };
  const at = doc.line(number);
  const from = Math.min(at.to, at.from + Number(column) - 1);
  const word = /^\w+/.exec(doc.sliceString(from, at.to))?.[0].length ?? 1;
  return { from, to: Math.min(at.to, from + word) };
}

const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.string, color: "var(--good)" },
  { tag: tags.number, color: "var(--warn)" },
  { tag: tags.atom, color: "var(--published)" },
  { tag: tags.typeName, color: "var(--published)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    fontSize: "14px",
    border: "1px solid var(--other)",
    borderRadius: "6px",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-content": {
    caretColor: "var(--ink)",
    minHeight: "120px",
    fontFamily: 'ui-monospace, "Liberation Mono", monospace',
  },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--raised)",
    color: "var(--soft)",
    border: "none",
    borderRadius: "6px 0 0 6px",
  },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-diagnostic": { maxWidth: "520px" },
});
