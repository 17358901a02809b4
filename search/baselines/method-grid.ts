import { batchFrom, runBatch } from "../batch.ts";
import { checkInput } from "../input.ts";
import { schemeId } from "../space.ts";
import type { Measured, Search } from "../trial.ts";

/**
 * A grid over single strategies, as papers use a method by itself: each strategy is repeated until
 * it promises γ, at most L times; those with fewest repetitions first, in random order among
 * equals.
 *
 * A strategy that can't promise γ in L repetitions is repeated L times. With a study limited to one
 * method this is "the method alone" of the paper's Table 2. It ends when every strategy had its
 * turn.
 */
export const methodGrid: Search = async function* (input) {
  checkInput(input);
  const { candidates, base, maxLength, mostRemoved = 1, target, trials } = input;
  const source = input.random("method grid");
  const schemes = candidates
    .map(({ id, share }) => {
      const wanted = share ? Math.ceil(target / share - 1e-9) : 1;
      const most = share ? Math.floor(mostRemoved / share + 1e-9) : maxLength;
      return { id, length: Math.min(Math.max(wanted, 1), maxLength, most), order: source() };
    })
    .filter(({ length }) => length >= 1)
    .sort((a, b) => a.length - b.length || a.order - b.order);
  const measured = new Map<string, Measured>([[schemeId([]), base]]);
  const asked = schemes.slice(0, trials).map(({ id, length }, at) => {
    const scheme = new Array<typeof id>(length).fill(id);
    return { number: at + 1, scheme, parent: () => measured.get(schemeId(scheme.slice(0, -1))) ?? null };
  });
  for (let at = 0; at < asked.length; ) {
    const batch = asked.slice(at, at + batchFrom(input, at + 1));
    yield* runBatch(input, batch);
    at += batch.length;
  }
};
