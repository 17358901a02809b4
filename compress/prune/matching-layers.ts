import { closest } from "fastest-levenshtein";
import { CompressError } from "../errors.ts";

/**
 * The layers that patterns name, each once, in the order of `layers`; `*` stands for any letters,
 * `?` for one.
 *
 * @throws CompressError `bad_params` for a pattern that names none, with the nearest name.
 */
export function matchingLayers(patterns: readonly string[], layers: readonly string[]): string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const matching = layers.filter(matches(pattern));
    if (matching.length === 0) {
      const nearest = closest(pattern.replaceAll(/[*?]/g, ""), [...layers]);
      throw new CompressError(
        "bad_params",
        `The model has no layer "${pattern}" to keep; the nearest is ${nearest}, and * stands for any letters.`,
      );
    }
    for (const layer of matching) found.add(layer);
  }
  return layers.filter((layer, at) => found.has(layer) && layers.indexOf(layer) === at);
}

function matches(pattern: string): (layer: string) => boolean {
  const literal = pattern.replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&");
  const whole = new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su");
  return (layer) => whole.test(layer);
}
