import { describe, expect, test } from "vitest";
import {
  type Evaluate,
  type Measured,
  type Outcome,
  type Pruned,
  paretoSchemes,
  type Search,
  type SearchInput,
  schemeId,
  type Trial,
} from "../../search/index.ts";
import { landscape } from "../search/landscape.ts";
import { seeded } from "../search/seeded.ts";

const maxLength = 3;

function input(change: Partial<SearchInput> & { seed?: number } = {}): SearchInput {
  const { seed = 7, ...rest } = change;
  return { ...landscape(1), target: 0.3, maxLength, trials: 14, random: seeded(seed), ...rest };
}

async function all(search: Search, given: SearchInput): Promise<Trial[]> {
  const trials: Trial[] = [];
  for await (const trial of search(given)) trials.push(trial);
  return trials;
}

const isComplete = (trial: Trial) => trial.state === "complete";

/** What `evaluate` resolved to for a trial. */
const outcomeOf = (trial: Trial): Outcome<Measured> | Pruned => {
  if (trial.state === "failed") return { state: "failed", failure: trial.failure };
  if (trial.state === "complete") return { state: "complete", ...trial.measured };
  return { state: "pruned", ...trial.measured, reason: trial.reason, expected: trial.expected };
};

/** A space small enough to be searched to its end: 3 + 9 + 27 schemes. */
const smallCandidates = () => landscape(1).candidates.filter((_, i) => [0, 40, 130].includes(i));

/**
 * What it means to be a search: every one in `searches`, ours or a newcomer's, passes this.
 *
 * @param kind `endsEarly` for one that considers a part of all schemes only, `readsVectors` for one
 *   that is shown the candidates' vectors, and what is expected of them
 */
export function searchContract(
  name: string,
  search: Search,
  { readsVectors, ...kind }: { endsEarly?: boolean; readsVectors: boolean },
): void {
  describe(`${name} keeps the contract of a search`, () => {
    test.runIf(!readsVectors)(
      "without vectors, and with what is expected of strategies, it does the same",
      async () => {
        const { candidates } = input();
        const bare = candidates.map(({ expected: _, ...each }) => ({ ...each, vector: new Float32Array() }));
        const expecting = candidates.map((each, i) => ({ ...each, expected: i / 10 }));
        const first = await all(search, input());
        expect(await all(search, input({ candidates: bare }))).toEqual(first);
        expect(await all(search, input({ candidates: expecting }))).toEqual(first);
      },
    );

    test("the same seed gives the same trials, another seed others", async () => {
      const first = await all(search, input());
      expect(await all(search, input())).toEqual(first);
      const ids = (trials: Trial[]) => trials.map(({ scheme }) => schemeId(scheme));
      expect(ids(await all(search, input({ seed: 8 })))).not.toEqual(ids(first));
    });

    test("trials are numbered from 1, within budget and length, and no scheme comes twice", async () => {
      for (const trials of [0, 1, 5, 14]) {
        const done = await all(search, input({ trials }));
        expect(done.map(({ number }) => number)).toEqual(Array.from({ length: trials }, (_, i) => i + 1));
        expect(new Set(done.map(({ scheme }) => schemeId(scheme))).size).toBe(trials);
        for (const { scheme } of done) {
          expect(scheme.length).toBeGreaterThanOrEqual(1);
          expect(scheme.length).toBeLessThanOrEqual(maxLength);
        }
      }
    });

    test("every trial is asked of evaluate once, and says what came out against the original and the parent", async () => {
      const asked: (readonly string[])[] = [];
      const given = input();
      const evaluate: Evaluate = (scheme) => {
        asked.push(scheme);
        return given.evaluate(scheme);
      };
      const done = await all(search, { ...given, evaluate });
      expect(asked).toEqual(done.map(({ scheme }) => scheme));
      const known = new Map([["START", given.base]]);
      for (const trial of done.filter(isComplete)) {
        const { scheme, parent, measured, ar, pr, arStep, prStep } = trial;
        expect(outcomeOf(trial)).toEqual(await given.evaluate(scheme));
        expect(parent).toEqual(scheme.slice(0, -1));
        expect(ar).toBeCloseTo(measured.accuracy / given.base.accuracy - 1, 12);
        expect(pr).toBeCloseTo(1 - measured.parameters / given.base.parameters, 12);
        const before = known.get(schemeId(parent));
        if (before) {
          expect(arStep).toBeCloseTo(measured.accuracy / before.accuracy - 1, 12);
          expect(prStep).toBeCloseTo(1 - measured.parameters / before.parameters, 12);
        } else {
          expect([arStep, prStep]).toEqual([null, null]);
        }
        known.set(schemeId(scheme), measured);
      }
    });

    test("evaluations run one after another, and their trial is given before the next is asked for", async () => {
      let running = 0;
      let asked = 0;
      const given = input();
      const evaluate: Evaluate = async (scheme) => {
        asked++;
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        return given.evaluate(scheme);
      };
      for await (const { number } of search({ ...given, evaluate })) expect(asked).toBe(number);
    });

    test("interrupted anywhere and run again with the recorded answers, it ends as if never interrupted", async () => {
      const given = input();
      const whole = await all(search, given);
      for (const stop of [1, 4, 6, 13]) {
        const done: Trial[] = [];
        for await (const trial of search(given)) {
          done.push(trial);
          if (trial.number === stop) break;
        }
        await goesOnTo(search, given, whole, done);
      }
    });

    test("a larger budget continues a smaller one", async () => {
      const large = await all(search, input({ trials: 14 }));
      for (const trials of [2, 9]) expect(await all(search, input({ trials }))).toEqual(large.slice(0, trials));
    });

    test("a failed evaluation is a trial without rates, and nothing is built on it", async () => {
      const given = input({ trials: 30 });
      const fails = (scheme: readonly string[]) => scheme.at(-1)!.startsWith("M2") || scheme.length === 2;
      const evaluate: Evaluate = async (scheme) =>
        fails(scheme) ? { state: "failed", failure: "The operator stopped." } : given.evaluate(scheme);
      const done = await all(search, { ...given, evaluate });
      expect(done).toHaveLength(30);
      expect(done.some(({ state }) => state === "failed")).toBe(true);
      for (const trial of done) {
        expect(trial.state).toBe(fails(trial.scheme) ? "failed" : "complete");
        if (trial.state === "failed") {
          const { number, scheme, parent, predicted, earlierWeights } = trial;
          const failed = { number, scheme, parent, state: "failed", failure: "The operator stopped." };
          const known = { ...(predicted && { predicted }), ...(earlierWeights && { earlierWeights }) };
          expect(trial).toEqual({ ...failed, ...known });
        } else if (trial.arStep !== null && trial.parent.length > 0) expect(fails(trial.parent)).toBe(false);
      }
    });

    describe("with a third objective", () => {
      const costed = (change: Partial<SearchInput> = {}) => input({ ...landscape(1, true), ...change });

      test("a trial says what its cost was, and the result is optimal in all three", async () => {
        const given = costed();
        const done = await all(search, given);
        expect(await all(search, given)).toEqual(done);
        expect(done).toHaveLength(14);
        for (const trial of done.filter(isComplete)) {
          expect(outcomeOf(trial)).toEqual(await given.evaluate(trial.scheme));
          expect(trial.cr).toBeCloseTo(1 - trial.measured.cost! / given.base.cost!, 12);
        }
        const rates = done.filter(isComplete).map(({ ar, pr, cr }) => [ar, pr, cr!] as const);
        const front = paretoSchemes(done, 0).map(({ ar, pr, cr }) => [ar, pr, cr!] as const);
        const beats = (a: readonly number[], b: readonly number[]) =>
          a.every((value, i) => value >= b[i]!) && a.some((value, i) => value > b[i]!);
        expect(front).toEqual(rates.filter((own) => !rates.some((other) => beats(other, own))));
      });

      test("in batches too, whichever order the results come in, and with a smaller budget", async () => {
        const given = costed({ batch: 3 });
        const expected = await all(search, given);
        let place = 0;
        const evaluate: Evaluate = async (scheme) => {
          await new Promise((resolve) => setTimeout(resolve, 3 - (place++ % 3)));
          return given.evaluate(scheme);
        };
        expect(await all(search, { ...given, evaluate })).toEqual(expected);
        expect(await all(search, { ...given, trials: 8 })).toEqual(expected.slice(0, 8));
      });

      test("a cost that nobody asked for changes nothing", async () => {
        const { base, ...given } = costed();
        const { cost: _, ...without } = base;
        const done = await all(search, { ...given, base: without });
        expect(done).toEqual(await all(search, input()));
      });

      test("a cost that is missing, or can't be, is a failed evaluation", async () => {
        for (const cost of [undefined, -1, Number.NaN]) {
          const evaluate: Evaluate = async () => ({
            ...{ state: "complete", accuracy: 0.5, parameters: 5 },
            ...(cost !== undefined && { cost }),
          });
          const [trial] = await all(search, costed({ trials: 1, evaluate }));
          expect(trial).toMatchObject({ state: "failed", failure: `The evaluation measured a cost of ${cost}.` });
        }
      });
    });

    describe("in batches", () => {
      const ids = (trials: readonly Trial[]) => trials.map(({ scheme }) => schemeId(scheme));

      test("a batch of one is a search without batches", async () => {
        expect(await all(search, input({ batch: 1 }))).toEqual(await all(search, input()));
      });

      test("as many evaluations run side by side as the batch has, and trials come in the order they were asked for", async () => {
        const given = input({ batch: 4, trials: 14 });
        let running = 0;
        let most = 0;
        const asked: string[] = [];
        const evaluate: Evaluate = async (scheme) => {
          asked.push(schemeId(scheme));
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
          return given.evaluate(scheme);
        };
        const done = await all(search, { ...given, evaluate });
        expect(most).toBe(4);
        expect(done.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
        expect(ids(done)).toEqual(asked);
        expect(new Set(asked).size).toBe(14);
      });

      test("in whichever order a batch's results come, the trials are the same", async () => {
        const given = input({ batch: 3 });
        const expected = await all(search, given);
        for (const order of [1, 2, 3]) {
          const source = seeded(order)("order");
          const waiting: (() => void)[] = [];
          const evaluate: Evaluate = async (scheme) => {
            await new Promise<void>((resolve) => {
              waiting.splice(Math.floor(source() * (waiting.length + 1)), 0, resolve);
              setImmediate(() => waiting.shift()?.());
            });
            return given.evaluate(scheme);
          };
          expect(await all(search, { ...given, evaluate })).toEqual(expected);
        }
      });

      test("interrupted within a batch and run again with the recorded answers, it ends as if never interrupted", async () => {
        const given = input({ batch: 4 });
        const whole = await all(search, given);
        for (const stop of [1, 6]) await goesOnTo(search, given, whole, whole.slice(0, stop));
      });

      test("a larger budget continues a smaller one", async () => {
        const large = await all(search, input({ batch: 4, trials: 14 }));
        for (const trials of [2, 6, 9]) {
          expect(await all(search, input({ batch: 4, trials }))).toEqual(large.slice(0, trials));
        }
      });

      test("where evaluations fail it goes on, and builds on none of them", async () => {
        const given = input({ batch: 4, trials: 24 });
        const fails = (scheme: readonly string[]) => scheme.at(-1)!.startsWith("M2") || scheme.length === 2;
        const evaluate: Evaluate = async (scheme) =>
          fails(scheme) ? { state: "failed", failure: "The operator stopped." } : given.evaluate(scheme);
        const done = await all(search, { ...given, evaluate });
        expect(new Set(ids(done)).size).toBe(24);
        for (const { state, scheme } of done) expect(state).toBe(fails(scheme) ? "failed" : "complete");
      });

      test("what evaluate throws ends it when the others of the batch have ended", async () => {
        let running = 0;
        const given = input({ batch: 3 });
        const evaluate: Evaluate = async (scheme) => {
          const place = running++;
          await new Promise((resolve) => setTimeout(resolve, place * 2));
          running--;
          if (place === 1) throw new Error("disk full");
          return given.evaluate(scheme);
        };
        await expect(all(search, { ...given, evaluate })).rejects.toThrow("disk full");
        expect(running).toBe(0);
      });

      test("a space searched to its end ends the search, complete", async () => {
        const done = await all(search, input({ candidates: smallCandidates(), trials: 100, batch: 7 }));
        if (kind.endsEarly) expect(done.length).toBeGreaterThan(0);
        else expect(done).toHaveLength(3 + 9 + 27);
        expect(new Set(ids(done)).size).toBe(done.length);
      });
    });

    test("an evaluation that was ended early is a trial with its rates so far, and neither built on nor a result", async () => {
      const given = input({ trials: 30, target: 0 });
      const ends = (scheme: readonly string[]) => scheme.at(-1)!.startsWith("M2") || scheme.length === 2;
      const evaluate: Evaluate = async (scheme) => {
        const outcome = await given.evaluate(scheme);
        if (outcome.state !== "complete" || !ends(scheme)) return outcome;
        const accuracy = outcome.accuracy / 2;
        return { ...outcome, state: "pruned", accuracy, expected: outcome.accuracy, reason: "It will hardly do." };
      };
      const done = await all(search, { ...given, evaluate });
      expect(done).toHaveLength(30);
      expect(done.some(({ state }) => state === "pruned")).toBe(true);
      for (const trial of done) {
        expect(trial.state).toBe(ends(trial.scheme) ? "pruned" : "complete");
        expect(outcomeOf(trial)).toEqual(await evaluate(trial.scheme));
        if (trial.state === "failed") continue;
        expect(trial.ar).toBeCloseTo(trial.measured.accuracy / given.base.accuracy - 1, 12);
        expect(trial.pr).toBeCloseTo(1 - trial.measured.parameters / given.base.parameters, 12);
        if (trial.arStep !== null && trial.parent.length > 0) expect(ends(trial.parent)).toBe(false);
      }
      expect(paretoSchemes(done, 0).every(isComplete)).toBe(true);
      expect(await all(search, { ...given, evaluate })).toEqual(done);
    });

    test("it goes on when every evaluation fails", async () => {
      const done = await all(search, input({ evaluate: async () => ({ state: "failed", failure: "No memory." }) }));
      expect(new Set(done.map(({ scheme }) => schemeId(scheme))).size).toBe(14);
    });

    test("a scheme that promises to remove more than may be is never proposed", async () => {
      const given = input({ trials: 30, mostRemoved: 0.4 });
      const shares = new Map(given.candidates.map(({ id, share }) => [id, share ?? 0]));
      const done = await all(search, given);
      expect(done).toHaveLength(30);
      for (const { scheme } of done) {
        expect(scheme.reduce((sum, id) => sum + shares.get(id)!, 0)).toBeLessThanOrEqual(0.4 + 1e-9);
      }
    });

    test("strategies that promise nothing are searched like others", async () => {
      const given = input();
      const candidates = given.candidates.map((candidate, i) => (i % 2 ? { ...candidate, share: null } : candidate));
      expect(await all(search, { ...given, candidates })).toHaveLength(14);
    });

    test("a measurement that no model can have is a failed evaluation", async () => {
      for (const [measured, sentence] of [
        [{ accuracy: Number.NaN, parameters: 5 }, "an accuracy of NaN"],
        [{ accuracy: 1.5, parameters: 5 }, "an accuracy of 1.5"],
        [{ accuracy: 0.5, parameters: 0 }, "0 parameters"],
        [{ accuracy: 0.5, parameters: Infinity }, "Infinity parameters"],
      ] as const) {
        const evaluate: Evaluate = async () => ({ state: "complete", ...measured });
        const [trial] = await all(search, input({ trials: 1, evaluate }));
        expect(trial).toMatchObject({ state: "failed", failure: `The evaluation measured ${sentence}.` });
      }
    });

    test("a scheme that leaves no accuracy does no harm to what follows", async () => {
      const given = input({ trials: 20 });
      const evaluate: Evaluate = async (scheme) =>
        scheme.length === 1 ? { state: "complete", accuracy: 0, parameters: 1 } : given.evaluate(scheme);
      const done = await all(search, { ...given, evaluate });
      expect(done.filter(isComplete)).toHaveLength(20);
      for (const { arStep, prStep, predicted } of done.filter(isComplete)) {
        for (const rate of [arStep, prStep, predicted?.arStep, predicted?.prStep]) {
          expect(rate).not.toBeNaN();
          expect(Math.abs(rate ?? 0)).not.toBe(Infinity);
        }
      }
    });

    test("a space searched to its end ends the search, complete", async () => {
      const done = await all(search, input({ candidates: smallCandidates(), trials: 100 }));
      if (kind.endsEarly) expect(done.length).toBeGreaterThan(0);
      else expect(done).toHaveLength(3 + 9 + 27);
      expect(new Set(done.map(({ scheme }) => schemeId(scheme))).size).toBe(done.length);
    });

    test("an abort ends it before the next evaluation, with the signal's reason", async () => {
      const control = new AbortController();
      const given = input({ signal: control.signal });
      let asked = 0;
      const evaluate: Evaluate = (scheme) => {
        asked++;
        return given.evaluate(scheme);
      };
      const reason = new Error("stopped by hand");
      const run = async () => {
        for await (const { number } of search({ ...given, evaluate })) if (number === 3) control.abort(reason);
      };
      await expect(run()).rejects.toBe(reason);
      expect(asked).toBe(3);
    });

    test("a failure caused by an abort is not taken for the scheme's", async () => {
      const control = new AbortController();
      const evaluate: Evaluate = async () => {
        control.abort(new Error("stopped by hand"));
        return { state: "failed", failure: "Interrupted." };
      };
      await expect(all(search, input({ evaluate, signal: control.signal }))).rejects.toThrow("stopped by hand");
    });

    test("what evaluate throws ends the search", async () => {
      const evaluate: Evaluate = () => Promise.reject(new Error("disk full"));
      await expect(all(search, input({ evaluate }))).rejects.toThrow("disk full");
    });

    test("input it cannot work on is refused in one sentence before anything is evaluated", async () => {
      const [a, b] = smallCandidates();
      const bad: [Partial<SearchInput>, string][] = [
        [{ candidates: [] }, "no candidates"],
        [{ candidates: [a!, a!] }, "is listed twice"],
        [{ candidates: [a!, { ...b!, method: a!.method, settings: [1] }] }, "has 1 settings, but others"],
        [{ candidates: [{ ...a!, settings: [Number.NaN] }] }, "A setting of candidate"],
        [{ candidates: [{ ...a!, expected: Infinity }] }, "what is expected of it"],
        [{ candidates: [{ ...a!, share: 1.5 }] }, "a fraction in [0, 1], not 1.5"],
        [{ candidates: [{ ...a!, epochs: -1 }] }, "can't train for -1 epochs"],
        [{ mostRemoved: 2 }, "The most that may be removed must be a fraction"],
        [{ base: { accuracy: 0, parameters: 10 } }, "accuracy must be above 0"],
        [{ base: { accuracy: 0.9, parameters: 0 } }, "count of at least 1"],
        [{ base: { accuracy: 0.9, parameters: 10, cost: 0 } }, "cost must be above 0"],
        [{ task: [Infinity] }, "features must be finite"],
        [{ target: 30 }, "fraction in [0, 1), not 30"],
        [{ maxLength: 0 }, "longest scheme"],
        [{ trials: 2.5 }, "trials must be a whole number"],
        [{ batch: 0 }, "batch must be a whole number of at least 1"],
      ];
      const badVectors: typeof bad = [
        [{ candidates: [a!, { ...b!, vector: new Float32Array(3) }] }, "has a vector of 3 numbers"],
        [{ candidates: [{ ...a!, vector: new Float32Array(0) }] }, "empty vector"],
        [{ candidates: [{ ...a!, vector: Float32Array.of(Number.NaN) }] }, "not a finite number"],
      ];
      const evaluate: Evaluate = () => Promise.reject(new Error("must not be asked"));
      for (const [change, sentence] of readsVectors ? [...bad, ...badVectors] : bad) {
        await expect(all(search, input({ evaluate, ...change })), sentence).rejects.toMatchObject({
          name: "SearchError",
          code: "bad_input",
          message: expect.stringContaining(sentence),
        });
      }
    });
  });
}

/**
 * Run again with the outcomes of what was done, a search makes the whole of it, and evaluates the
 * rest alone.
 */
async function goesOnTo(search: Search, given: SearchInput, whole: readonly Trial[], done: readonly Trial[]) {
  const recorded = new Map(done.map((trial) => [schemeId(trial.scheme), outcomeOf(trial)]));
  let fresh = 0;
  const evaluate: Evaluate = async (scheme) => {
    const answer = recorded.get(schemeId(scheme));
    if (!answer) fresh++;
    return answer ?? given.evaluate(scheme);
  };
  expect(await all(search, { ...given, evaluate })).toEqual(whole);
  expect(fresh).toBe(whole.length - done.length);
}
