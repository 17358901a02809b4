import type { Search } from "../trial.ts";
import { WholeSchemes } from "./whole-schemes.ts";

/**
 * Random search: complete schemes of a length uniform in 1..L, every strategy uniform. Not
 * progressive; the floor to beat.
 */
export const random: Search = async function* (input) {
  const schemes = new WholeSchemes(input);
  for (let number = 1; number <= input.trials; number++) {
    const run = await schemes.run(number, schemes.draw(input.random("random search", number)));
    if (!run) return;
    yield run.trial;
  }
};
