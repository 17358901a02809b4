import fc from "fast-check";
import type { Json, Subgraph } from "../../../graph/index.ts";

/** Any text that Neo4j can hold: whole characters, whatever they are. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    "<b>&amp;\"'</b>",
    "]]>",
    "`x` {a: 1}",
    "a\u0000b\u001f",
    "\u{1F600}",
    " \n\t ",
    "__proto__",
    "\uFFFE",
  ),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.array(text),
);
const properties = fc.dictionary(
  fc.constantFrom("name", "value", "flags", "label", "key", "odd name", 'a<b>"&amp;'),
  value,
);

/** Subgraphs that nobody would write, with every kind of value. */
export const subgraphs: fc.Arbitrary<Subgraph> = fc
  .record({
    nodes: fc.uniqueArray(
      fc.record({ label: fc.constantFrom("Method", "Setting", "Result", "Task", "Study"), id: text, properties }),
      { selector: ({ label, id }) => `${label}:${id}`, minLength: 1, maxLength: 8 },
    ),
    links: fc.array(
      fc.record({
        type: fc.constantFrom("OF_METHOD", "ON_TASK", "WITH_SETTING"),
        from: fc.nat(),
        to: fc.nat(),
        properties,
      }),
      { maxLength: 10 },
    ),
  })
  .map(({ nodes, links }) => {
    const keyed = nodes.map((node) => ({ ...node, key: `${node.label}:${node.id}` })) as Subgraph["nodes"];
    const at = (place: number) => keyed[place % keyed.length]!.key;
    return { nodes: keyed, links: links.map((link) => ({ ...link, from: at(link.from), to: at(link.to) })) };
  });
