import { batchFrom } from "../batch.ts";
import type { Search } from "../trial.ts";
import { WholeSchemes } from "./whole-schemes.ts";

/**
 * Random search: complete schemes of a length uniform in 1..L, every strategy uniform. Not
 * progressive; the floor to beat.
 */
export const random: Search = async function* (input) {
  const schemes = new WholeSchemes(input);
  for (let number = 1; number <= input.trials; ) {
    const batch = schemes.propose(batchFrom(input, number), (i) =>
      schemes.draw(input.random("random search", number + i)),
    );
    if (batch.length === 0) return;
    yield* schemes.run(number, batch);
    number += batch.length;
  }
};
