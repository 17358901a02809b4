import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of numbers in [0, 1). */
export type RandomSource = () => number;

/**
 * Every random number of a run comes from here: a source for each place that needs one, derived
 * from the run's seed and a path that names the place, for example `("scheme", "NS(…) -> SFP(…)",
 * "fineTune")`. So two places never share a stream, and what one draws does not change what another
 * draws, in whatever order or process they run.
 *
 * The 128 bits of state are the head of SHA-256 over (seed, path).
 */
export function randomness(seed: number): (...path: (string | number)[]) => RandomSource {
  return (...path) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, ...path]))
      .digest();
    const state = [0, 4, 8, 12].map((at) => digest.readInt32LE(at));
    const generator = xoroshiro128plusFromState(state);
    return () => uniformFloat64(generator);
  };
}
