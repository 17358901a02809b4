import { type Candidate, runTrial, type Search } from "../../search/index.ts";

/**
 * Pairs of strategies of different methods that remove different shares, drawn at random, each pair
 * in both orders: what the order alone changes. It is no search for good schemes; it collects.
 *
 * It ends when a thousand draws in a row gave no pair that may be run.
 */
export const bothOrders: Search = async function* (input) {
  const { candidates, mostRemoved = 1, trials } = input;
  const source = input.random("both orders");
  const drawn = () => candidates[Math.floor(source() * candidates.length)]!;
  const seen = new Set<string>();
  for (let number = 1, tries = 0; number + 1 <= trials && tries < 1000; tries++) {
    const [a, b] = [drawn(), drawn()];
    const name = [a.id, b.id].sort().join();
    if (seen.has(name) || !comparable(a, b, mostRemoved)) continue;
    seen.add(name);
    tries = 0;
    for (const scheme of [
      [a.id, b.id],
      [b.id, a.id],
    ]) {
      yield await runTrial(input, { number: number++, scheme, parent: null });
    }
  }
};

function comparable(a: Candidate, b: Candidate, mostRemoved: number): boolean {
  if (a.method === b.method || a.share === b.share) return false;
  return (a.share ?? 0) + (b.share ?? 0) <= mostRemoved;
}
