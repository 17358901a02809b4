import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Randomness } from "../../search/index.ts";

/** Sources of numbers in [0, 1) for tests: one for each seed and path (FNV-1a over both). */
export function seeded(seed: number): Randomness {
  return (...path) => {
    let hash = 0x811c9dc5;
    for (const character of JSON.stringify([seed, ...path])) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    }
    const generator = xoroshiro128plus(hash);
    return () => uniformFloat64(generator);
  };
}
