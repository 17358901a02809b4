import fc from "fast-check";
import type { Source } from "../../ingest/index.ts";

/** Text that someone might write to do harm, or that is merely unusual; kept as it is. */
export const hostileTexts = [
  "'}) DETACH DELETE n //",
  '"; DROP DATABASE neo4j; //',
  "`backtick` ``two`` $HP1 $(x) %s",
  "\\u0027 \\n \\x00 \\",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "{{7*7}} #{7*7} <%= 7 %>",
  "../../etc/passwd",
  "zero\u200bwidth\u200djoiner \ufeffmark",
  "\u202eright to left\u202c, \u2066isolated\u2069",
  "名前 Ελληνικά العربية 👩‍👩‍👧‍👧 e\u0301 ﷽",
  "line one\nline two\r\n\ttabbed",
  "null",
  "  spaces around  ",
  "- yaml: [not, {closed",
  "x".repeat(10_240),
  "'\"`$\\".repeat(2_048),
];

/** Free text: mostly plain, often hostile. */
export const freeText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((text) => `t${text}`),
  fc.constantFrom("pruning filters", "a plain name"),
);

const fraction = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);

/** What of a card may vary, besides its texts: few ids, so that cards share words and collide. */
interface Shape {
  method: number;
  paper: number;
  values: number[];
  words: string[];
  techniques: number[];
  title: string;
  name: string;
  notes: string[];
  aliases: string[];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  method: fc.nat(2),
  paper: fc.nat(2),
  values: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  words: fc.uniqueArray(fc.constantFrom("l1", "l2", "bn"), { minLength: 1, maxLength: 3 }),
  techniques: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
  title: freeText,
  name: freeText,
  notes: fc.array(freeText, { maxLength: 3 }),
  aliases: fc.array(fc.constantFrom("Slimming", "slim-ming", "Geometric Median", "GM"), { maxLength: 2 }),
});

/** A method card with ids of its own (`world` and place), so that any two may be taken in together; JSON is YAML. */
export function cards(world: string): fc.Arbitrary<Source> {
  return shape.map((s) => {
    const id = `M${world}${s.method}`;
    const texts = `${s.title}${s.name}${s.values}${s.words}${s.techniques}${s.paper}${s.aliases}`;
    // The same id with other words would be a contradiction, which is refused: another shape is another method.
    const own = `${id}x${hash(texts)}`;
    return {
      file: `${own}.yaml`,
      text: JSON.stringify({
        id: own,
        name: s.name,
        aliases: s.aliases.map((alias) => `${alias} ${own}`),
        paper: { id: `paper:${own}`, title: s.title, year: 2000 + s.paper },
        techniques: s.techniques.map((at) => ({ id: `TE${own}t${at}`, name: s.name })),
        hyperparameters: [
          {
            id: `HP${own}a`,
            name: s.name,
            unit: s.title.slice(0, 50) || "x",
            values: s.values.map((value) => value / 10),
          },
          { id: `HP${own}b`, name: s.title, values: s.words },
        ],
        steps: [{ prune: { remove: `$HP${own}a`, score: `$HP${own}b` } }],
        notes: s.notes,
      }),
    };
  });
}

/** A file of results of algorithms on a few tasks; files share tasks, networks and data sets under several spellings. */
export function resultFiles(world: string): fc.Arbitrary<Source> {
  const row = fc.record({
    task: fc.nat(1),
    accuracy: fraction,
    pr: fraction,
    source: freeText,
    algorithm: freeText,
    flags: fc.array(freeText, { maxLength: 2 }),
  });
  const spelling = fc.constantFrom(`Net-${world}`, `net${world}`, `NET_${world}`);
  return fc
    .record({
      rows: fc.array(row, { minLength: 1, maxLength: 6 }),
      title: freeText,
      spelling,
      year: fc.integer({ min: 1990, max: 2030 }),
    })
    .map(({ rows, title, spelling, year }) => {
      const own = hash(JSON.stringify({ rows, title, spelling, year }));
      return {
        file: `results-${own}.yaml`,
        text: JSON.stringify({
          paper: { id: `results:${world}${own}`, title, year },
          notes: [title],
          tasks: [0, 1].map((at) => ({
            id: `net${world}/data${at}`,
            network: { id: spelling, name: `Network ${world}` },
            dataset: { id: `data${at}`, name: `Data ${at}` },
            features: {
              categories: 10,
              imageSize: 32,
              channels: 3,
              dataAmount: 1000,
              parameters: 100 + at,
              flops: 1000,
              accuracy: 0.9,
            },
          })),
          results: rows.map(({ task, ...rest }, at) => ({ id: `r${at}`, task: `net${world}/data${task}`, ...rest })),
        }),
      };
    });
}

/** Something to take in together. */
export function documents(world: string): fc.Arbitrary<Source[]> {
  return fc
    .array(fc.oneof(cards(world), resultFiles(world)), { minLength: 1, maxLength: 4 })
    .map((sources) => [...new Map(sources.map((source) => [source.file, source])).values()]);
}

/** A short name for a text. */
function hash(text: string): string {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.codePointAt(0)!) % 2_147_483_647;
  return value.toString(36);
}
