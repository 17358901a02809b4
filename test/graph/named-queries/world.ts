import fc from "fast-check";
import type { Driver } from "neo4j-driver";
import {
  createStudy,
  type Facts,
  recordTrial,
  run,
  type StrategyId,
  saveEmbedding,
  schemeId,
  settingId,
  strategyId,
  writeFacts,
} from "../../../graph/index.ts";
import { emptied } from "../emptied.ts";
import { vectorDimension, vectorOf } from "../vector.ts";

/** A small graph as plain data, to be asked by slow and obvious code. Numbers are coarse, so that ties are many. */
export interface World {
  methods: { id: string; executable: boolean; missing: string[]; techniques: string[]; hyperparameters: string[] }[];
  papers: { id: string; year: number | null; proposes: string[] }[];
  tasks: {
    id: string;
    network: string;
    dataset: string;
    features: Record<(typeof featureNames)[number], number | null>;
  }[];
  results: Result[];
  /** Places in `results`. */
  contradictions: { first: number; second: number; delta: number }[];
  studies: { name: string; task: string; algorithm: string; target: number }[];
  trials: Trial[];
  vectors: Record<string, number[]>;
}
export interface Result {
  id: string;
  method: string | null;
  algorithm: string | null;
  task: string;
  paper: string;
  locator: string;
  settings: string[];
  accuracy: number | null;
  baseAccuracy: number | null;
  baseParameters: number | null;
  baseFlops: number | null;
  ar: number | null;
  printedAr: number | null;
  pr: number | null;
  fr: number | null;
  parameters: number | null;
  flops: number | null;
  target: number | null;
  variant: string | null;
  flags: string[];
}
/** What a trial measured. */
interface Figures {
  accuracy: number;
  baseAccuracy: number;
  ar: number;
  pr: number;
  fr: number;
  parameters: number;
  flops: number;
  validationAccuracy: number;
  validationAr: number;
  arStep: number | null;
  prStep: number;
  seconds: number | null;
}

export type Trial = { study: string; number: number; scheme: StrategyId[] } & (
  | ({ state: "complete"; failure: null } & Figures)
  | ({ state: "failed"; failure: string } & Record<keyof Figures, null>)
);

/** Networks by their family: `f2` has both, and one is in two, as a merge can leave it. */
export const families: Record<string, string[]> = { f1: ["n1"], f2: ["n1", "n2"] };

export const featureNames = [
  "categories",
  "imageSize",
  "channels",
  "dataAmount",
  "parameters",
  "flops",
  "accuracy",
] as const;

const hyperparameters = [
  { id: "H1", values: [0.1, 0.2] },
  { id: "H2", values: ["a", "b"] },
];
export const settingIds = hyperparameters.flatMap(({ id, values }) => values.map((value) => settingId(id, value)));

/** Every strategy of a method: one for each full choice of its hyperparameters. */
export function strategiesOf(method: World["methods"][number]): { id: StrategyId; settings: string[] }[] {
  let choices: Record<string, number | string>[] = [{}];
  for (const { id, values } of hyperparameters.filter(({ id }) => method.hyperparameters.includes(id))) {
    choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [id]: value })));
  }
  return choices.map((choice) => ({
    id: strategyId(method.id, choice),
    settings: Object.entries(choice).map(([id, value]) => settingId(id, value)),
  }));
}

/** Halves of halves, which add up exactly in any order. */
const fraction = (from: number, to: number) => fc.integer({ min: from, max: to }).map((n) => n / 32);
const change = fc.integer({ min: -8, max: 4 }).map((n) => n / 256);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 5 });
const taskIds = ["n1/d1", "n1/d2", "n2/d1", "n1/d1#ours"];
const paperIds = ["p1", "p2", "p3"];
const operators = ["magic", "more"];

const features = fc.record({
  categories: fc.constantFrom(10, 100),
  imageSize: fc.constantFrom(32, 224),
  channels: fc.constant(3),
  dataAmount: maybe(fc.constantFrom(60_000, 1_000_000)),
  parameters: fc.constantFrom(1000, 20_000, 3_000_000),
  flops: maybe(fc.constantFrom(1e6, 1e9)),
  accuracy: maybe(fraction(22, 30)),
});

const methods = fc
  .tuple(
    ...["A", "B", "C", "D"].map((id) =>
      fc.record({
        id: fc.constant(id),
        missing: fc.subarray(operators),
        techniques: fc.subarray(["T1", "T2", "T3"]),
        hyperparameters: fc.subarray(["H1", "H2"]),
      }),
    ),
  )
  .map((all) => all.map((method) => ({ ...method, executable: method.missing.length === 0 })));

const result = fc.record({
  method: fc.constantFrom("A", "B", "C", null),
  algorithm: fc.constantFrom("AutoMC", "Random"),
  task: fc.constantFrom(...taskIds),
  paper: fc.constantFrom(...paperIds),
  locator: fc.constantFrom("Table 1", "Table 2"),
  settings: fc.subarray(settingIds),
  accuracy: maybe(fraction(18, 30)),
  baseAccuracy: maybe(fraction(22, 30)),
  baseParameters: fc.constantFrom(1000, 2000, null),
  baseFlops: fc.constantFrom(1e6, null),
  ar: maybe(change),
  printedAr: maybe(fc.constant(-0.01)),
  pr: maybe(fraction(3, 20)),
  fr: maybe(fraction(3, 20)),
  parameters: maybe(fc.constantFrom(500, 700)),
  flops: maybe(fc.constantFrom(5e5, 7e5)),
  target: maybe(fc.constantFrom(0.3, 0.5)),
  variant: fc.constantFrom("from scratch", null, null),
  flags: fc.subarray(["rounded", "odd"]),
});

const figures = fc.record({
  fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  accuracy: fraction(18, 30),
  ar: change,
  baseAccuracy: fc.constant(0.9),
  pr: fraction(2, 20),
  fr: fraction(2, 20),
  parameters: fc.constantFrom(500, 700),
  flops: fc.constantFrom(5e5, 7e5),
  validationAccuracy: fraction(18, 30),
  validationAr: change,
  arStep: maybe(change),
  prStep: fraction(0, 9),
  seconds: maybe(fc.integer({ min: 1, max: 9 })),
});
/** Places: of the scheme to go on from among those so far, and of the strategy to add; taken modulo their number. */
const growth = fc.record({ study: fc.nat(2), from: fc.nat(), add: fc.nat(), figures });

/** (1 + cosine of the angle) / 2. */
export function similarity(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  return (1 + product(a, b) / Math.sqrt(product(a, a) * product(b, b))) / 2;
}

/** Vectors no two of which are equally near a third, by less than the vector index rounds. */
const directions = (() => {
  for (let seed = 1; ; seed++) {
    let state = seed;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 31 - 1;
    };
    const drawn = Array.from({ length: 12 }, () => Array.from({ length: 4 }, next));
    const gaps = drawn.flatMap((from) => {
      const near = drawn.map((to) => similarity(from, to)).sort();
      return near.slice(1).map((value, at) => value - near[at]!);
    });
    if (Math.min(...gaps) > 0.0005) return drawn;
  }
})();

export const worlds: fc.Arbitrary<World> = fc
  .record({
    methods,
    years: fc.tuple(...paperIds.map(() => maybe(fc.constantFrom(2017, 2019, 2020)))),
    proposes: fc.tuple(...paperIds.map(() => fc.subarray(["A", "B", "C", "D"]))),
    features: fc.tuple(...taskIds.map(() => features)),
    results: fc.array(result, { minLength: 10, maxLength: 40 }),
    contradictions: fc.array(fc.record({ first: fc.nat(), second: fc.nat(), delta: fraction(1, 4) }), { maxLength: 6 }),
    growths: fc.array(growth, { minLength: 8, maxLength: 25 }),
    vectors: fc.shuffledSubarray(directions, { minLength: directions.length }),
  })
  .map(({ methods, years, proposes, features, growths, vectors, ...rest }) => {
    const all = methods.flatMap(strategiesOf).map(({ id }) => id);
    const studies = ["s1", "s2", "s3"].map((name, at) => ({
      name,
      task: at === 1 ? "n2/d1" : "n1/d1#ours",
      algorithm: at === 0 ? "progressive" : "random",
      target: 0.3,
    }));
    const results = rest.results.map((each, at) => ({
      ...each,
      id: `r${String(at).padStart(2, "0")}`,
      algorithm: each.method === null ? each.algorithm : null,
      settings: each.method === null ? [] : each.settings,
    }));
    return {
      methods,
      papers: paperIds.map((id, at) => ({ id, year: years[at]!, proposes: proposes[at]! })),
      tasks: taskIds.map((id, at) => ({
        id,
        network: id.slice(0, 2),
        dataset: id.slice(3, 5),
        features: features[at]!,
      })),
      results,
      contradictions: contradictionsOf(results, rest.contradictions),
      studies,
      trials: grow(studies, all, growths),
      vectors: Object.fromEntries(all.slice(0, directions.length).map((id, at) => [id, vectors[at]!])),
    };
  });

/** One for each pair of results of methods. */
function contradictionsOf(results: readonly Result[], drawn: World["contradictions"]) {
  const found = new Map<string, World["contradictions"][number]>();
  for (const { first, second, delta } of drawn) {
    const [a, b] = [first % results.length, second % results.length].sort((x, y) => x - y) as [number, number];
    if (a !== b && results[a]!.method && results[b]!.method) found.set(`${a} ${b}`, { first: a, second: b, delta });
  }
  return [...found.values()];
}

/** Trials as a search makes them: each adds a strategy to a scheme that was measured, or to none; each scheme once in a study. */
function grow(
  studies: World["studies"],
  strategies: StrategyId[],
  growths: (typeof growth extends fc.Arbitrary<infer G> ? G : never)[],
) {
  const trials: Trial[] = [];
  for (const { study: at, from, add, figures } of growths) {
    const study = studies[at]!.name;
    const mine = trials.filter((trial) => trial.study === study);
    const parents = [[], ...mine.filter(({ state }) => state === "complete").map(({ scheme }) => scheme)];
    const scheme = [...parents[from % parents.length]!, strategies[add % strategies.length]!];
    if (scheme.length > 4 || mine.some((trial) => schemeId(trial.scheme) === schemeId(scheme))) continue;
    const { fails, ...measured } = figures;
    const none = Object.fromEntries(Object.keys(measured).map((key) => [key, null])) as Record<
      keyof typeof measured,
      null
    >;
    const outcome = fails
      ? { ...none, state: "failed" as const, failure: "out of memory" }
      : { ...measured, state: "complete" as const, failure: null };
    trials.push({ study, number: mine.length + 1, scheme, ...outcome });
  }
  return trials;
}

const everything =
  "Method|Technique|Hyperparameter|Setting|Strategy|Paper|Result|Task|Network|Dataset|Study|Trial|Scheme|EmbeddingRun";

/** Puts a world in the place of whatever the graph held; its schema stays. */
export async function build(driver: Driver, world: World): Promise<void> {
  const graph = { driver };
  await emptied(driver, everything);
  await writeFacts(graph, knowledge(world));
  await driver.executeQuery(
    "UNWIND $pairs AS pair MATCH (a:Result {id: pair.a}) MATCH (b:Result {id: pair.b}) CREATE (a)-[:CONTRADICTS {rule: 'x', delta: pair.delta, why: 'because'}]->(b)",
    {
      pairs: world.contradictions.map(({ first, second, delta }) => ({
        a: world.results[first]!.id,
        b: world.results[second]!.id,
        delta,
      })),
    },
  );
  for (const { task, name, algorithm, target } of world.studies) {
    await run(graph, createStudy, { name, taskId: task, algorithm, target, seed: 1, config: {}, state: "done" });
  }
  for (const { study, number, scheme, ...outcome } of world.trials)
    await run(graph, recordTrial, { study, number, scheme, ...outcome });
  const vectors = Object.entries(world.vectors).map(([id, vector]) => [`Strategy:${id}`, vectorOf(...vector)] as const);
  await saveEmbedding(graph, { id: "run", dim: vectorDimension, seed: 1, metrics: {} }, new Map(vectors));
}

function knowledge(world: World): Facts {
  const facts: Facts = { nodes: [], links: [] };
  const node = (label: Facts["nodes"][number]["label"], id: string, properties: Facts["nodes"][number]["properties"]) =>
    facts.nodes.push({ label, id, properties });
  const link = (type: Facts["links"][number]["type"], from: string, to: string, properties = {}) => {
    const [a, b] = [from, to].map((name) => {
      const at = name.indexOf(":");
      return { label: name.slice(0, at) as Facts["nodes"][number]["label"], id: name.slice(at + 1) };
    });
    facts.links.push({ type, from: a!, to: b!, properties });
  };
  for (const id of ["T1", "T2", "T3"]) node("Technique", id, { name: `technique ${id}` });
  for (const { id, values } of hyperparameters) {
    node("Hyperparameter", id, { name: `hyperparameter ${id}`, unit: null });
    values.forEach((value, position) => {
      node("Setting", settingId(id, value), { hyperparameter: id, value });
      link("OFFERS", `Hyperparameter:${id}`, `Setting:${settingId(id, value)}`, { position });
    });
  }
  for (const method of world.methods) {
    const { id, executable, missing } = method;
    node("Method", id, { name: `method ${id}`, executable, missingOperators: missing, notes: [`note on ${id}`] });
    for (const technique of method.techniques) link("USES_TECHNIQUE", `Method:${id}`, `Technique:${technique}`);
    method.hyperparameters.forEach((each, position) => {
      link("HAS_HYPERPARAMETER", `Method:${id}`, `Hyperparameter:${each}`, { position });
    });
    for (const strategy of strategiesOf(method)) {
      const steps = executable ? JSON.stringify([{ operator: "prune", params: { of: strategy.id } }]) : null;
      node("Strategy", strategy.id, { executable, steps });
      link("OF_METHOD", `Strategy:${strategy.id}`, `Method:${id}`);
      for (const setting of strategy.settings) link("WITH_SETTING", `Strategy:${strategy.id}`, `Setting:${setting}`);
    }
  }
  for (const { id, year, proposes } of world.papers) {
    node("Paper", id, { title: `On ${id}`, year });
    for (const method of proposes) link("PROPOSES", `Paper:${id}`, `Method:${method}`);
  }
  for (const id of ["n1", "n2"]) node("Network", id, { name: id });
  for (const [id, members] of Object.entries(families)) {
    node("NetworkFamily", id, { name: id });
    for (const network of members) link("IN_FAMILY", `Network:${network}`, `NetworkFamily:${id}`);
  }
  for (const id of ["d1", "d2"]) node("Dataset", id, { name: id });
  for (const { id, network, dataset, features } of world.tasks) {
    node("Task", id, features);
    link("OF_NETWORK", `Task:${id}`, `Network:${network}`);
    link("ON_DATASET", `Task:${id}`, `Dataset:${dataset}`);
  }
  for (const { id, method, task, paper, locator, settings, ...properties } of world.results) {
    node("Result", id, properties);
    link("ON_TASK", `Result:${id}`, `Task:${task}`);
    link("REPORTED_IN", `Result:${id}`, `Paper:${paper}`, { locator });
    if (method !== null) link("OF_METHOD", `Result:${id}`, `Method:${method}`);
    for (const setting of settings) link("WITH_SETTING", `Result:${id}`, `Setting:${setting}`);
  }
  return facts;
}

/** The schemes that trials made: each trial's own and all its prefixes, START too. */
export function schemesOf(world: World): StrategyId[][] {
  const all = world.trials.flatMap(({ scheme }) => scheme.map((_, at) => scheme.slice(0, at + 1)));
  return [...new Map([[], ...all].map((scheme) => [schemeId(scheme), scheme])).values()];
}
export { schemeId };
