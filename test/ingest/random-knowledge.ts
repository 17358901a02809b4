import fc from "fast-check";
import type { Source } from "../../ingest/index.ts";

/** Text that someone might write to do harm, or that is merely unusual; kept as it is. */
const hostileTexts = [
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
/** The same word means the same everywhere: each has one name. */
const nameOfWord = (place: number) => hostileTexts[place % hostileTexts.length]!;

/**
 * A method card. Cards of one `world` share papers, techniques and hyperparameters, which mean the
 * same in each; what a method is made of is in its id, so that a card of the same id may only say
 * other names, notes and steps.
 */
function cards(world: string): fc.Arbitrary<Source> {
  const made = fc.record({
    paper: fc.nat(2),
    values: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    techniques: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 2 }),
    alias: fc.boolean(),
  });
  const said = fc.record({
    name: freeText,
    notes: fc.array(freeText, { maxLength: 3 }),
    score: fc.constantFrom("l1", "l2", "bnScale"),
    operator: fc.constantFrom("prune", "imagine"),
  });
  return fc
    .record({ made, said })
    .map(({ made: { paper, values, techniques, alias }, said: { name, notes, score, operator } }) => {
      const grid = values.toSorted().join("");
      const id = `M${world}${paper}v${grid}t${techniques.toSorted().join("")}${alias ? "a" : ""}`;
      return {
        file: `${id}.yaml`,
        text: JSON.stringify({
          id,
          name,
          aliases: alias ? [`Other name of ${id}`, `other-name of ${id}`] : [],
          paper: { id: `paper:${world}${paper}`, title: nameOfWord(paper), year: 2000 + paper },
          techniques: techniques.map((at) => ({ id: `TE${world}${at}`, name: nameOfWord(3 + at) })),
          hyperparameters: [
            {
              id: `HP${world}${grid}`,
              name: nameOfWord(7),
              unit: nameOfWord(8),
              values: values.toSorted().map((value) => value / 10),
            },
          ],
          steps: [{ [operator]: { remove: `$HP${world}${grid}`, score } }],
          notes,
        }),
      };
    });
}

/**
 * A method that the results of a `world` may be of: two papers that report on it may contradict
 * each other.
 */
function reported(world: string): Source {
  const text = {
    id: `Reported${world}`,
    paper: { id: `paper:reported${world}`, title: `On what is reported in ${world}` },
    techniques: [{ id: `TEreported${world}`, name: `What is reported in ${world}` }],
  };
  return { file: `reported-${world}.yaml`, text: JSON.stringify(text) };
}

/**
 * A file of results on two tasks, of few papers and rows: files of one `world` correct each other,
 * also in what a row is of, contradict each other, and spell networks in several ways.
 */
function resultFiles(world: string): fc.Arbitrary<Source> {
  const row = fc.record({
    id: fc.constantFrom("r0", "r1", "r2", "r3"),
    task: fc.nat(1),
    accuracy: fraction,
    pr: fraction,
    source: freeText,
    of: fc.oneof(
      fc.constant({ method: `Reported${world}` }),
      fc.record({ algorithm: freeText.map((text) => [...text].slice(0, 100).join("")) }),
    ),
    flags: fc.array(freeText, { maxLength: 2 }),
  });
  return fc
    .record({
      paper: fc.nat(1),
      rows: fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
      network: fc.constantFrom(`Net-${world}`, `net${world}`, `NET_${world}`),
      slash: fc.constantFrom("/", " / "),
    })
    .map(({ paper, rows, network, slash }) => {
      const task = (at: number) => `net${world}${slash}data${at}`;
      return {
        file: `results-${paper}.yaml`,
        text: JSON.stringify({
          paper: { id: `results:${world}${paper}`, title: nameOfWord(11 + paper), year: 2020 },
          notes: [nameOfWord(14)],
          tasks: [0, 1].map((at) => ({
            id: task(at),
            network: { id: network, name: nameOfWord(9) },
            dataset: { id: `data${world}${at}`, name: `Data ${at}` },
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
          results: rows.map(({ task: at, of, ...rest }) => ({ task: task(at), ...of, ...rest })),
        }),
      };
    });
}

/** Something to ingest together. */
export function documents(world: string): fc.Arbitrary<Source[]> {
  return fc
    .array(fc.oneof(cards(world), resultFiles(world)), { minLength: 1, maxLength: 4 })
    .map((sources) => [...new Map([...sources, reported(world)].map((source) => [source.file, source])).values()]);
}
