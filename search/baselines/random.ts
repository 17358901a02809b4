import { checkInput } from "../input.ts";
import { schemeId } from "../space.ts";
import { type Measured, runTrial, type Search } from "../trial.ts";

const mostRedraws = 1_000;

/**
 * Random search: complete schemes of a length uniform in 1..L, every strategy uniform. Not
 * progressive; the floor to beat.
 *
 * A scheme drawn before is replaced by the next one in dictionary order that was not, so none is
 * evaluated twice and a small space is searched completely. One that is known to be impossible is
 * drawn again, up to a thousand times. A trial's parent is its scheme without the last strategy,
 * measured or not; the step's rates are null unless an earlier trial, or the original model,
 * measured the parent.
 */
export const random: Search = async function* (input) {
  checkInput(input);
  const { candidates, maxLength, trials } = input;
  const drawn = new Set<string>();
  const drawnOfLength = new Array<number>(maxLength + 1).fill(0);
  const measured = new Map<string, Measured>([[schemeId([]), input.base]]);
  for (let number = 1; number <= trials; number++) {
    const source = input.random("random search", number);
    const below = (count: number) => Math.floor(source() * count);
    const lengths = Array.from({ length: maxLength }, (_, i) => i + 1).filter(
      (length) => drawnOfLength[length]! < candidates.length ** length,
    );
    if (lengths.length === 0) return;
    const draw = () => {
      const length = lengths[below(lengths.length)]!;
      return Array.from({ length }, () => below(candidates.length));
    };
    const impossible = (steps: number[]) => input.possible?.(steps.map((step) => candidates[step]!.id)) === false;
    let steps = draw();
    for (let again = 0; again < mostRedraws && impossible(steps); again++) steps = draw();
    while (drawn.has(steps.join())) advance(steps, candidates.length);
    drawn.add(steps.join());
    drawnOfLength[steps.length]!++;

    const scheme = steps.map((candidate) => candidates[candidate]!.id);
    const parent = measured.get(schemeId(scheme.slice(0, -1))) ?? null;
    const trial = await runTrial(input, { number, scheme, parent });
    if (trial.state === "complete") measured.set(schemeId(scheme), trial.measured);
    yield trial;
  }
};

/** The next scheme of the same length in dictionary order; the first follows the last. */
function advance(steps: number[], candidates: number): void {
  for (let i = steps.length - 1; i >= 0; i--) {
    steps[i] = (steps[i]! + 1) % candidates;
    if (steps[i] !== 0) return;
  }
}
