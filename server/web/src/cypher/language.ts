import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { StreamLanguage } from "@codemirror/language";
import type { Schema } from "./schema.ts";

const words =
  "MATCH OPTIONAL WHERE RETURN WITH UNWIND ORDER BY SKIP LIMIT ASC DESC AS AND OR XOR NOT IN IS NULL DISTINCT CASE WHEN THEN ELSE END EXISTS COUNT COLLECT CALL UNION ALL EXPLAIN STARTS ENDS CONTAINS TRUE FALSE".split(
    " ",
  );
const functions =
  "count collect avg sum min max size labels type keys properties id coalesce round abs sqrt toInteger toFloat toString toLower toUpper head last nodes relationships length percentileCont stDev range split replace substring reduce any all none".split(
    " ",
  );
const isWord = new Set(words);

/** Cypher's words, names, texts and comments, for colouring. */
export const cypher = StreamLanguage.define<{ comment: boolean }>({
  name: "cypher",
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment) {
      if (stream.skipTo("*/")) {
        stream.match("*/");
        state.comment = false;
      } else stream.skipToEnd();
      return "comment";
    }
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match("/*")) {
      state.comment = true;
      return "comment";
    }
    if (stream.match(/^(["'])(?:\\.|(?!\1).)*\1?/)) return "string";
    if (stream.match(/^\d+(\.\d+)?/)) return "number";
    if (stream.match(/^\$\w+/)) return "atom";
    if (stream.match(/^:\s*\w+/)) return "typeName";
    if (stream.match(/^\w+/)) return isWord.has(stream.current().toUpperCase()) ? "keyword" : null;
    stream.next();
    return null;
  },
});

/** What fits at the cursor: labels in a node, types in a relationship, properties behind a dot, words elsewhere. */
export function completion(schema: () => Promise<Schema>) {
  return async ({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> => {
    const before = state.doc.sliceString(Math.max(0, pos - 400), pos);
    const typed = /\w*$/.exec(before)![0];
    const from = pos - typed.length;
    const lead = before.slice(0, before.length - typed.length);
    const { labels, types, properties } = await schema();
    const options = (names: readonly string[], type: string) => names.map((label) => ({ label, type }));
    if (/\[[^\]()]*[:|]\s*$/.test(lead)) return { from, options: options(types, "type") };
    if (/:\s*$/.test(lead) && !/\{[^}]*$/.test(lead)) return { from, options: options(labels, "class") };
    if (/\w\.$/.test(lead) || /\{\s*(?:\w+\s*:\s*[^,}]+,\s*)*$/.test(lead))
      return { from, options: options(properties, "property") };
    if (typed === "" && !explicit) return null;
    const variables = [
      ...new Set([...state.doc.toString().matchAll(/[([](\w+)[:)\]\s{]|\bAS (\w+)/g)].map(([, a, b]) => a ?? b!)),
    ];
    return {
      from,
      options: [...options(words, "keyword"), ...options(functions, "function"), ...options(variables, "variable")],
    };
  };
}
