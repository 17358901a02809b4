import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Seeded sources of numbers in [0, 1), one for each path. */
export function sources(seed: number): (...path: (string | number)[]) => () => number {
  return (...path) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, ...path]))
      .digest();
    const generator = xoroshiro128plus(digest.readInt32LE(0));
    return () => uniformFloat64(generator);
  };
}
