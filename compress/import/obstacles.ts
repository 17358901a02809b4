import { CompressError } from "../errors.ts";

/** A layer that cannot be imported, and why. */
export function unsupported(layer: string, why: string): CompressError {
  return new CompressError("unsupported_layer", `Layer ${layer} cannot be imported: ${why}.`);
}

/** At most so many obstacles are named one by one. */
const mostNamed = 12;

/** What stands in the way of an import, gathered so that it is all said at once. */
export class Obstacles {
  readonly #sentences: string[] = [];

  /** @throws what is no obstacle, but another failure. */
  note(error: unknown): void {
    if (!(error instanceof CompressError) || error.code !== "unsupported_layer") throw error;
    this.#sentences.push(error.message);
  }

  /** @throws CompressError `unsupported_layer`, with every obstacle. */
  refuse(): void {
    const sentences = [...new Set(this.#sentences)];
    if (sentences.length === 0) return;
    if (sentences.length === 1) throw new CompressError("unsupported_layer", sentences[0]!);
    const named = sentences.slice(0, mostNamed).map((sentence) => sentence.replace(/\.$/, ""));
    const more = sentences.length - named.length;
    const rest = more > 0 ? `; and ${more} more` : "";
    throw new CompressError(
      "unsupported_layer",
      `${sentences.length} things stand in the way: ${named.join("; ")}${rest}.`,
    );
  }
}
