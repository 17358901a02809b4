import { shuffler } from "d3-array";
import { settingIn } from "./parts.ts";
import { fittedRidge, foldedRidge } from "./ridge.ts";
import type { TripleSet } from "./triples.ts";

/**
 * What can be read from the vectors of strategies.
 *
 * Two questions. Whether a linear map finds a strategy's method and settings in its vector, on
 * strategies it was not fitted to. And what the vectors differ by: `shares` of the variance of their
 * standardised coordinates, as a search sees them. The second is not the first again: settings can
 * be read perfectly from a thousandth of the variance, the rest of which is noise.
 */
export interface Readable {
  /** Strategies; with none, or one method, figures are 0. */
  strategies: number;
  /** Fraction of strategies whose method is found. */
  method: number;
  /** R² of the values of each hyperparameter that has numbers, over the strategies that have it. */
  numbers: Record<string, number>;
  /** Of each other hyperparameter, the fraction of strategies whose value is found. */
  words: Record<string, number>;
  /** Fractions of the variance; they sum to 1. */
  shares: {
    /** Between methods. */
    method: number;
    /** Within methods, what their settings explain when each adds its own part. */
    settings: number;
    /** What sets single strategies apart beyond both. */
    rest: number;
  };
}

const folds = 5;
/** λ of the ridge, beside coordinates whose squares sum to the number of strategies. */
const lambda = 1;
/** λ where all is explained by dummies, only so that these may depend on one another. */
const tiny = 1e-6;

/**
 * Measures it on all strategies of a graph, which are the heads of OF_METHOD.
 *
 * @param vectors rows of entities, as `triples` numbers them. [entities, dim]
 * @param random  draws the folds
 */
export function readableIn(triples: TripleSet, vectors: Float64Array, dim: number, random: () => number): Readable {
  const { entities } = triples.names;
  const methodOf = new Map(pairsOf(triples, "OF_METHOD"));
  const strategies = [...methodOf.keys()];
  const place = new Map(strategies.map((strategy, i) => [strategy, i]));
  const x = standardised(vectors, strategies, dim);
  const foldOf = new Int32Array(strategies.length);
  for (const [at, i] of shuffler(random)([...foldOf.keys()]).entries()) foldOf[i] = at % folds;

  const methods = strategies.map((strategy, row) => ({ row, label: methodOf.get(strategy)! }));
  const settings = pairsOf(triples, "WITH_SETTING").flatMap(([strategy, setting]): Setting[] => {
    const row = place.get(strategy);
    return row === undefined ? [] : [{ row, label: setting, ...settingIn(entities[setting]!) }];
  });
  const names = [...new Set(settings.map(({ hyperparameter }) => hyperparameter))].sort();
  const [numbers, words]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const name of names) {
    const own = settings.filter(({ hyperparameter }) => hyperparameter === name);
    const values = own.map(({ value }) => value).filter((value) => value !== undefined);
    if (values.length === own.length) numbers[name] = explained(x, dim + 1, own, values, foldOf);
    else words[name] = found(x, dim + 1, own, foldOf);
  }
  return {
    strategies: strategies.length,
    method: found(x, dim + 1, methods, foldOf),
    numbers,
    words,
    shares: sharesOf(x, dim + 1, methods, settings),
  };
}

/** A row of `x` and what is true of it, as an entity. */
interface Labelled {
  row: number;
  label: number;
}

type Setting = Labelled & ReturnType<typeof settingIn>;

/** Fraction of rows for which the label with the highest prediction is the right one. */
function found(x: Float64Array, width: number, all: readonly Labelled[], foldOf: Int32Array): number {
  const { dummies, labels } = dummiesOf(all);
  const targets = labels.length;
  const own = rowsOf(x, width, all);
  const predicted = foldedRidge(own, width, dummies, targets, foldsOf(all, foldOf), lambda);
  let right = 0;
  for (const [i, { label }] of all.entries()) {
    const scores = predicted.subarray(i * targets, (i + 1) * targets);
    if (labels[scores.indexOf(Math.max(...scores))] === label) right++;
  }
  return all.length > 0 ? right / all.length : 0;
}

/** R²: 1 − Σ (y − ŷ)² / Σ (y − mean)²; 0 where the values are all the same. */
function explained(
  x: Float64Array,
  width: number,
  all: readonly Labelled[],
  values: readonly number[],
  foldOf: Int32Array,
): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (spread === 0) return 0;
  const y = Float64Array.from(values, (value) => (value - mean) / spread);
  const predicted = foldedRidge(rowsOf(x, width, all), width, y, 1, foldsOf(all, foldOf), lambda);
  return 1 - y.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0) / y.length;
}

/** What methods explain of the variance, and what their settings add, each by a part of its own. */
function sharesOf(x: Float64Array, width: number, methods: readonly Labelled[], settings: readonly Setting[]) {
  const rows = methods.length;
  const byMethod = dummiesOf(methods);
  const bySetting = dummiesOf(settings, rows);
  const both = new Float64Array(rows * (byMethod.labels.length + bySetting.labels.length));
  for (let i = 0; i < rows; i++) {
    const at = i * (both.length / rows);
    both.set(byMethod.dummies.subarray(i * byMethod.labels.length, (i + 1) * byMethod.labels.length), at);
    const own = bySetting.dummies.subarray(i * bySetting.labels.length, (i + 1) * bySetting.labels.length);
    both.set(own, at + byMethod.labels.length);
  }
  const left = (inputs: Float64Array) => {
    if (rows === 0) return 0;
    const predicted = fittedRidge(inputs, inputs.length / rows, x, width, tiny);
    let [sum, all] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      if (i % width === width - 1) continue; // the 1
      sum += (x[i]! - predicted[i]!) ** 2;
      all += x[i]! ** 2;
    }
    return all > 0 ? sum / all : 0;
  };
  const [afterMethod, rest] = [left(byMethod.dummies), left(both)];
  return rows > 0
    ? { method: 1 - afterMethod, settings: afterMethod - rest, rest }
    : { method: 0, settings: 0, rest: 0 };
}

/** A column of 0 and 1 for each label. [rows, labels] */
function dummiesOf(all: readonly Labelled[], rows?: number): { dummies: Float64Array; labels: number[] } {
  const labels = [...new Set(all.map(({ label }) => label))];
  const column = new Map(labels.map((label, i) => [label, i]));
  const dummies = new Float64Array((rows ?? all.length) * labels.length);
  for (const [i, { row, label }] of all.entries())
    dummies[(rows === undefined ? i : row) * labels.length + column.get(label)!] = 1;
  return { dummies, labels };
}

/** Coordinates with mean 0 and spread 1, and a 1. [strategies, dim + 1] */
function standardised(vectors: Float64Array, strategies: readonly number[], dim: number): Float64Array {
  const x = new Float64Array(strategies.length * (dim + 1)).fill(1);
  for (let d = 0; d < dim; d++) {
    let [sum, squares] = [0, 0];
    for (const strategy of strategies) sum += vectors[strategy * dim + d]! / strategies.length;
    for (const strategy of strategies) squares += (vectors[strategy * dim + d]! - sum) ** 2 / strategies.length;
    const spread = squares > 1e-12 ? Math.sqrt(squares) : 1;
    for (const [i, strategy] of strategies.entries())
      x[i * (dim + 1) + d] = (vectors[strategy * dim + d]! - sum) / spread;
  }
  return x;
}

function rowsOf(x: Float64Array, width: number, all: readonly Labelled[]): Float64Array {
  const own = new Float64Array(all.length * width);
  for (const [i, { row }] of all.entries()) own.set(x.subarray(row * width, (row + 1) * width), i * width);
  return own;
}

function foldsOf(all: readonly Labelled[], foldOf: Int32Array): Int32Array {
  return Int32Array.from(all, ({ row }) => foldOf[row]!);
}

/** The facts of a relation as [head, tail]; none where there is no such relation. */
function pairsOf({ names, facts }: TripleSet, relation: string): [number, number][] {
  const own = facts[names.relations.indexOf(relation)];
  return own ? Array.from(own.heads, (head, i): [number, number] => [head, own.tails[i]!]) : [];
}
