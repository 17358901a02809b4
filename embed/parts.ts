import { labelIn, type TripleSet } from "./triples.ts";

/** How a numeric hyperparameter's values x become places on its line: t = (x − mean) / spread. */
export interface LineScale {
  mean: number;
  spread: number;
}

/**
 * The rows that strategies' vectors are sums of, by name. A method has one (`Method:NS`), and so has
 * a setting that is a word (`Setting:HP8=l2_bn`). A numeric hyperparameter has two, where its line
 * passes its mean value (`Line:HP2`) and how it goes on from there (`Slope:HP2`).
 */
export interface Parts {
  /** Sorted. */
  rows: readonly string[];
  /** The lines, by hyperparameter. */
  scales: ReadonlyMap<string, LineScale>;
}

/** Parts as they were learned: the vectors of the rows, by name. Empty where vectors are no sums. */
export interface LearntParts {
  rows: ReadonlyMap<string, Float32Array>;
  scales: ReadonlyMap<string, LineScale>;
}

/** No parts: every vector is a row of its own. */
export const noParts: Parts = { rows: [], scales: new Map() };

/**
 * The parts that a graph's strategies have. A hyperparameter is on a line when all of its values are
 * numbers, and there are two at least.
 *
 * @param before parts that stay as they are: hyperparameters with a part keep theirs, and its scale
 */
export function partsOf(triples: TripleSet, before: Parts = noParts): Parts {
  const settings = tailsOf(triples, "WITH_SETTING");
  const known = new Set([
    ...before.scales.keys(),
    ...before.rows.map(settingIn).map(({ hyperparameter }) => hyperparameter),
  ]);
  const values = new Map<string, (number | undefined)[]>();
  for (const { hyperparameter, value } of settings.map(settingIn))
    if (!known.has(hyperparameter)) values.set(hyperparameter, [...(values.get(hyperparameter) ?? []), value]);
  const scales = new Map(before.scales);
  for (const [hyperparameter, all] of values) {
    const numbers = all.filter((value) => value !== undefined);
    if (hyperparameter && numbers.length === all.length && numbers.length > 1)
      scales.set(hyperparameter, scaleOf(numbers));
  }
  const terms = settings.flatMap((setting) => settingTerms(setting, scales).map(([row]) => row));
  const rows = new Set([...before.rows, ...tailsOf(triples, "OF_METHOD"), ...terms]);
  return { rows: [...rows].sort(), scales };
}

/**
 * A setting's name in two: `Setting:HP2=0.12` is 0.12 of HP2. A value is a number when writing that
 * number gives the same text, as ids are made; of others it is undefined.
 */
export function settingIn(entity: string): { hyperparameter: string; value: number | undefined } {
  const id = labelIn(entity) === "Setting" ? entity.slice("Setting:".length) : "";
  const equals = id.lastIndexOf("=");
  const text = id.slice(equals + 1);
  const value = Number(text);
  const isNumber = equals >= 0 && Number.isFinite(value) && String(value) === text;
  return { hyperparameter: id.slice(0, Math.max(0, equals)), value: isNumber ? value : undefined };
}

/** A row and how much of it is taken. */
type Term = readonly [row: string, weight: number];

/** The two rows of a line share a setting's weight, so that it is as long as a word's. */
const ofLine = Math.SQRT1_2;

/** What a setting adds to a strategy, in all 1: a point on its hyperparameter's line, or its own row. */
function settingTerms(setting: string, scales: Parts["scales"]): Term[] {
  const { hyperparameter, value } = settingIn(setting);
  const scale = scales.get(hyperparameter);
  if (!scale || value === undefined) return [[setting, 1]];
  const t = (value - scale.mean) / scale.spread;
  return [
    [`Line:${hyperparameter}`, ofLine],
    [`Slope:${hyperparameter}`, ofLine * t],
  ];
}

/**
 * Which entities are sums, and of what: the terms of entity e are those from `first[e]` up to
 * `first[e + 1]`. An entity without terms is a row of its own.
 */
export interface Sums {
  /** [entities + 1] */
  first: Int32Array;
  /** Positions in `Parts.rows`. [terms] */
  rows: Int32Array;
  /** [terms] */
  weights: Float64Array;
  /** ‖raw‖ of each sum when it was last added up. [entities] */
  lengths: Float64Array;
}

/** What the method is of a sum, and what all its settings are together, before the ball. */
const weightOfEach = 0.7;

/**
 * The sums of strategies over their methods' and settings' parts, in the triples of `triples` alone:
 * what is held out is no part of a vector that has to predict it.
 *
 *   raw_s = 0.7 m_c(s) + 0.7/√n_s · Σ_h p_(h, x_h(s))
 *
 * with c(s) the method, n_s the number of settings that are known of s, and p_(h,x) = b_h + t_x d_h
 * for numbers, a row of its own for words.
 *
 * Beyond the paper, where every strategy is a row of its own.
 *
 * @param isSum which entities may be sums; default: all that have a method or a setting
 */
export function sumsOf(triples: TripleSet, { rows, scales }: Parts, isSum = (_entity: number) => true): Sums {
  const { entities } = triples.names;
  const isOne = rows.length > 0 ? isSum : () => false;
  const place = new Map(rows.map((row, i) => [row, i]));
  const terms = new Map<number, [row: number, weight: number][]>();
  for (const [relation, of] of [
    ["OF_METHOD", (tail: string): Term[] => [[tail, 1]]],
    ["WITH_SETTING", (tail: string): Term[] => settingTerms(tail, scales)],
  ] as const) {
    const { heads, tails } = triples.facts[triples.names.relations.indexOf(relation)] ?? noFacts;
    const count = new Map<number, number>();
    for (const head of heads) count.set(head, (count.get(head) ?? 0) + 1);
    for (const [i, head] of heads.entries()) {
      if (!isOne(head)) continue;
      const weight = weightOfEach / Math.sqrt(count.get(head)!);
      const own = of(entities[tails[i]!]!).map(([row, w]): [number, number] => [place.get(row)!, weight * w]);
      terms.set(head, [...(terms.get(head) ?? []), ...own]);
    }
  }
  const first = new Int32Array(entities.length + 1);
  for (let e = 0; e < entities.length; e++) first[e + 1] = first[e]! + (terms.get(e)?.length ?? 0);
  const all = [...entities.keys()].flatMap((e) => terms.get(e) ?? []);
  return {
    first,
    rows: Int32Array.from(all, ([row]) => row),
    weights: Float64Array.from(all, ([, weight]) => weight),
    lengths: new Float64Array(entities.length),
  };
}

const noFacts = { heads: new Int32Array(0), tails: new Int32Array(0) };

/** The entities at the far end of a relation, each once; none where there is no such relation. */
function tailsOf({ names, facts }: TripleSet, relation: string): string[] {
  const { tails } = facts[names.relations.indexOf(relation)] ?? noFacts;
  return [...new Set(tails)].map((tail) => names.entities[tail]!);
}

function scaleOf(values: readonly number[]): LineScale {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, spread: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
