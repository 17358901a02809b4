import { createHash } from "node:crypto";
import { z } from "zod";
import { type Card, cardSchema } from "../card/card.ts";
import { type PaperResults, paperResultsSchema } from "../results/file.ts";
import { type Located, openYaml } from "./located-yaml.ts";

/** One thing to ingest, validated: a method card, or a paper's results. */
export type Document = {
  /** Of its text; where it has none, of its data as JSON. */
  sha256: string;
} & (({ kind: "card" } & Located<Card>) | ({ kind: "results" } & Located<PaperResults>));

/** Text and the file name for messages. */
export interface Source {
  file: string;
  text: string;
}

/**
 * Reads a card or a file of results: a card has an `id` or `steps`, a file of results has neither.
 *
 * @throws IngestError `bad_yaml` or `bad_card` in one sentence with file and line.
 */
export function readDocument({ file, text }: Source): Document {
  const yaml = openYaml(text, file);
  const { value: raw } = yaml.check(z.record(z.string(), z.unknown(), "a card is a map of keys and values"));
  const isResults = "results" in raw && !("id" in raw) && !("steps" in raw);
  const sha256 = sha256Of(text);
  return isResults
    ? { kind: "results", sha256, ...yaml.check(paperResultsSchema) }
    : { kind: "card", sha256, ...yaml.check(cardSchema) };
}

/** The SHA-256 of a text, as an ingest records it. */
export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
