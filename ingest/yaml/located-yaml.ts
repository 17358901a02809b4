import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
} from "yaml";
import type { z } from "zod";
import { IngestError, type IngestFailure } from "../errors.ts";
import { oversize } from "./bounds.ts";
import { refusalOf } from "./refusal.ts";

/** A path into a document: `["hyperparameters", 0, "values"]`. */
export type Path = readonly PropertyKey[];

/** A validated document that still knows where each part of it is from. */
export interface Located<T> {
  file: string;
  value: T;
  /**
   * Where the part at `path` begins: `file:line` in YAML, `paper.pdf, Table 3, page 7, row LMA` in
   * a paper.
   */
  place(path: Path): string;
  /** The failure to throw about the part at `path`: its message begins with its place. */
  failure(code: IngestFailure, path: Path, sentence: string): IngestError;
}

/**
 * Checks plain data against a schema; `place` returns where a part of it is from.
 *
 * @throws IngestError `bad_card` in one sentence with the place, where the schema refuses the data.
 */
export function checked<T extends z.ZodType>(
  raw: unknown,
  schema: T,
  { file, place }: Pick<Located<unknown>, "file" | "place">,
): Located<z.output<T>> {
  const failure = (code: IngestFailure, path: Path, sentence: string) =>
    new IngestError(code, `${place(path)}: ${sentence}`);
  const result = schema.safeParse(raw);
  if (result.success) return { file, value: result.data, place, failure };
  const { path, sentence } = refusalOf(result.error, schema, raw);
  throw failure("bad_card", path, sentence);
}

/** A YAML document that was read, and can be checked against one schema or another. */
export interface OpenYaml {
  /** As plain data, unchecked. */
  raw: unknown;
  /**
   * @throws IngestError `bad_card` in one sentence with file and line where the schema refuses the
   * document.
   */
  check<T extends z.ZodType>(schema: T): Located<z.output<T>>;
}

/**
 * Reads YAML text.
 *
 * @throws IngestError `bad_yaml`, with file and line, for text that is not one YAML document.
 */
export function openYaml(text: string, file: string): OpenYaml {
  const tooLarge = oversize(text);
  if (tooLarge !== undefined) throw new IngestError("bad_yaml", `${file}: ${tooLarge}; that is no card.`);
  const raw = rawOf(text, file);
  // Lines are looked up when somebody asks: a document's nodes weigh a hundred times its text.
  const place = (path: Path) => {
    const { document, lines } = parse(text);
    return `${file}:${lines.linePos(offsetOf(document.contents, path)).line}`;
  };
  return { raw, check: (schema) => checked(raw, schema, { file, place }) };
}

function parse(text: string) {
  const lines = new LineCounter();
  // The parser compares each key of a map with each other one; `repeatedKey` does so once.
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }), lines };
}

/** YAML text as plain data. */
function rawOf(text: string, file: string): unknown {
  const { document, lines } = parse(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const several = problem.code === "MULTIPLE_DOCS";
    const sentence = several ? "a second document begins here; a card is one, so give each a file." : problem.message;
    throw new IngestError("bad_yaml", `${file}:${lines.linePos(problem.pos[0]).line}: ${sentence}`);
  }
  const repeated = repeatedKey(document);
  if (repeated)
    throw new IngestError(
      "bad_yaml",
      `${file}:${lines.linePos(repeated.offset).line}: keys must be unique, and "${repeated.key}" is there twice.`,
    );
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new IngestError("bad_yaml", `${file}: ${(cause as Error).message}`, { cause });
  }
}

/** The first key that its map has twice. */
function repeatedKey(document: Document): { key: string; offset: number } | undefined {
  let found: { key: string; offset: number } | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const text = isScalar(key) ? String(key.value) : undefined;
        if (text !== undefined && seen.has(text)) {
          found = { key: text, offset: (key as Node).range?.[0] ?? 0 };
          return visit.BREAK;
        }
        if (text !== undefined) seen.add(text);
      }
      return undefined;
    },
  });
  return found;
}

/**
 * Reads YAML text against a schema.
 *
 * @throws IngestError `bad_yaml` for text that is not one YAML document and `bad_card` for one the
 * schema refuses; both in one sentence that names file and line.
 */
export function readYaml<T extends z.ZodType>(text: string, file: string, schema: T): Located<z.output<T>> {
  return openYaml(text, file).check(schema);
}

/**
 * Where the part at `path` begins; where there is none (a missing key), where the part around it
 * begins.
 */
function offsetOf(root: ParsedNode | null, path: Path): number {
  let node: Node | null = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair: { key: unknown; value: unknown } | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined;
      if (!item) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
}
