import { stringify } from "yaml";
import { hasResult } from "./proposal-file.ts";
import type { Proposal } from "./propose.ts";

/** A technique that the graph knows. */
export interface KnownTechnique {
  id: string;
  name: string;
}

/** What the graph has of a method: what a card that completes it has to keep. */
export interface HeldMethod {
  id: string;
  techniques: readonly string[];
  hyperparameters: readonly string[];
}

/**
 * A card's beginning from a paper: what the paper says of itself, the techniques that its text
 * speaks of, and what its tables report, ready to be filled. It can be ingested as it is, as
 * knowledge; without steps nothing runs. Of a method that the graph has already, `held`, it has the
 * techniques and hyperparameters that the graph has.
 */
export function newCardText({
  proposal,
  text,
  techniques,
  hyperparameters = [],
  held,
}: {
  proposal: Proposal;
  text: string;
  techniques: readonly KnownTechnique[];
  hyperparameters?: readonly KnownTechnique[];
  held?: HeldMethod | undefined;
}): string {
  const { paper, own, rows } = proposal;
  const id = own?.id ?? "NewMethod";
  const spoken = held
    ? techniques.filter((each) => held.techniques.includes(each.id))
    : techniquesIn(`${paper.title} ${text}`, techniques);
  const bound = hyperparameters.filter((each) => held?.hyperparameters.includes(each.id));
  const head = stringify({ id, ...(own && { name: own.name }), paper }, { lineWidth: 0 });
  const lines = [
    "# yaml-language-server: $schema=card.schema.json",
    `# A card's beginning, from ${proposal.file.replace(/[\r\n]/g, " ")}. Look it through, fill it, then: automc ingest THIS --dry-run`,
    ...(own ? [] : ["# The document names no method of its own: give it an id."]),
    ...(held
      ? [`# The graph has ${held.id} already: a card completes it, and keeps its techniques and hyperparameters.`]
      : []),
    head.trimEnd(),
    "techniques:",
    ...spoken.map((each) => `  - { ref: ${each.id} }  # ${each.name}`),
    ...(spoken.length === 0 ? [`  - { id: ${id}-technique, name: what it does in a few words }`] : []),
    "# What the search may choose, and how it runs; automc ingest operators lists the operators.",
    ...(bound.length > 0
      ? ["hyperparameters:", ...bound.map((each) => `  - { ref: ${each.id} }  # ${each.name}`)]
      : ["# hyperparameters:", "#   - { ref: HP2 }  # decrease ratio of parameter"]),
    "# steps:",
    "#   - prune: { score: l1, remove: $HP2 }",
    "notes:",
    `  - ${JSON.stringify(`Begun from ${proposal.file.split("/").at(-1)}${held ? "" : "; techniques were matched by words and need a look"}.`)}`,
  ];
  const results = rows.filter(hasResult).filter(({ state }) => state === "sure" || state === "unsure");
  lines.push(`# ${results.length} results were found; automc ingest ${proposal.file} --accept ingests the sure ones:`);
  for (const { result, state } of results.slice(0, 20)) {
    const percent = (value: number | undefined) => (value === undefined ? "?" : `${(100 * value).toFixed(1)} %`);
    const rate = result.pr === undefined ? "" : `, PR ${percent(result.pr)}`;
    lines.push(
      `#   ${state}: ${result.method ?? result.algorithm} on ${result.task}: ${percent(result.baseAccuracy)} -> ${percent(result.accuracy)}${rate}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

const small = new Set([
  "based",
  "with",
  "from",
  "that",
  "their",
  "without",
  "inside",
  "several",
  "once",
  "part",
  "parts",
  "made",
  "found",
  "final",
  "additional",
]);

/** The known techniques most of whose words a text has, the fullest match first; at most four. */
function techniquesIn(text: string, techniques: readonly KnownTechnique[]): KnownTechnique[] {
  const said = new Set(wordsOf(text));
  const share = ({ name }: KnownTechnique) => {
    const words = wordsOf(name).filter((word) => !small.has(word));
    return words.length < 2 ? 0 : words.filter((word) => said.has(word)).length / words.length;
  };
  return techniques
    .map((technique) => ({ technique, share: share(technique) }))
    .filter((each) => each.share > 0.99)
    .sort((a, b) => wordsOf(b.technique.name).length - wordsOf(a.technique.name).length)
    .slice(0, 4)
    .map(({ technique }) => technique);
}

/** Words of three letters or more, and names like L1, in one form for singular and plural. */
function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}][\p{L}\d]+/gu)]
    .map(([word]) => word.replace(/(?<=\p{L}{3})s$/u, ""))
    .filter((word) => word.length > 2 || /\d/.test(word));
}
