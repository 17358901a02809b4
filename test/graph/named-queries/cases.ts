import * as measured from "./slow-measured.ts";
import * as published from "./slow-published.ts";
import * as trust from "./slow-trust.ts";
import { strategiesOf, type World } from "./world.ts";

/** What the slow way answers to each query, with the parameters it is asked with. */
export function* cases(
  world: World,
): Generator<[name: string, params: Record<string, unknown>, slow: Record<string, unknown>[]]> {
  const { id: method } = world.methods[0]!;
  const other = "B";
  const leastAr = -0.005;
  for (const task of ["n1/d1", "n2/d1", "n1/d1#ours"]) {
    for (const reduction of ["pr", "fr"] as const) {
      yield ["best-by-task", { task, leastAr, reduction }, published.bestByTask(world, { task, leastAr, reduction })];
      yield ["published-front", { task, reduction }, published.publishedFront(world, { task, reduction })];
      yield ["measured-front", { task, reduction }, measured.measuredFront(world, { task, reduction })];
    }
    yield ["outcomes-on-task", { task, leastPr: 0.2 }, published.outcomesOnTask(world, { task, leastPr: 0.2 })];
    yield ["techniques-compared", { task, leastAr }, published.techniquesCompared(world, { task, leastAr })];
    yield ["untried-methods", { task }, published.untriedMethods(world, { task })];
    yield ["similar-tasks", { task }, published.similarTasks(world, { task })];
    yield ["doubtful-results", { task }, trust.doubtfulResults(world, { task })];
    for (const lacking of ["any", "flops"]) {
      yield ["results-lacking-figures", { task, lacking }, trust.resultsLackingFigures(world, { task, lacking })];
    }
    yield ["helpful-prefixes", { task }, measured.helpfulPrefixes(world, { task })];
  }
  for (const method of ["A", "D"]) {
    yield ["method-record", { method, leastAr }, published.methodRecord(world, { method, leastAr })];
    yield ["papers-of-method", { method }, published.papersOfMethod(world, { method })];
    for (const leastPapers of [0, 1, 2]) {
      const params = { method, leastAr, leastPapers };
      yield ["settings-that-worked", params, published.settingsThatWorked(world, params)];
    }
    const pair = { method, other, leastAr, reduction: "pr" } as const;
    yield ["head-to-head", pair, published.headToHead(world, pair)];
    yield ["provenance", { method }, published.provenance(world, { method })];
    yield ["untried-strategies", { method }, measured.untriedStrategies(world, { method })];
    for (const task of [null, "n1/d1#ours"]) {
      yield ["hyperparameter-effect", { method, task }, measured.hyperparameterEffect(world, { method, task })];
    }
  }
  for (const method of ["A", "B", "C"]) {
    const params = { method, within: 0.3 };
    yield ["claimed-and-measured", params, measured.claimedAndMeasured(world, params)];
  }
  for (const method of [null, "A"]) {
    yield ["methods-sharing-techniques", { method }, published.methodsSharingTechniques(world, { method })];
    for (const [task, paper] of [
      [null, null],
      ["n1/d1", null],
      [null, "p1"],
    ] as const) {
      yield ["contradictions", { method, task, paper }, trust.contradictions(world, { method, task, paper })];
    }
  }
  for (const task of [null, "n1/d1", "n1/d1#ours"]) {
    yield ["accuracy-rose", { task, leastPr: 0.2 }, trust.accuracyRose(world, { task, leastPr: 0.2 })];
    yield ["algorithms-compared", { task }, trust.algorithmsCompared(world, { task })];
    yield ["studies-compared", { task }, measured.studiesCompared(world, { task })];
    yield ["order-of-methods", { task }, measured.orderOfMethods(world, { task })];
    const near = { task, leastAr, examples: 3, neighbours: 4 };
    yield ["promising-strategies", near, measured.promisingStrategies(world, near)];
  }
  for (const dataset of [null, "d1"]) {
    yield [
      "baselines-of-network",
      { network: "n1", dataset },
      trust.baselinesOfNetwork(world, { network: "n1", dataset }),
    ];
  }
  for (const family of ["f1", "f2"]) {
    yield ["networks-of-family", { family }, published.networksOfFamily(world, { family })];
    for (const dataset of [null, "d2"]) {
      const params = { family, dataset, leastAr, reduction: "pr" } as const;
      yield ["best-by-family", params, published.bestByFamily(world, params)];
    }
  }
  for (const [from, to] of [
    [1900, 2200],
    [2018, 2019],
  ] as const) {
    yield ["papers-by-year", { from, to }, trust.papersByYear(world, { from, to })];
  }
  yield ["results-of-paper", { paper: "p1" }, trust.resultsOfPaper(world, { paper: "p1" })];
  for (const study of ["s1", "s2"]) {
    for (const leastPr of [null, 0.1])
      yield ["best-schemes", { study, leastPr }, measured.bestSchemes(world, { study, leastPr })];
  }
  for (const study of [null, "s1"]) yield ["failed-trials", { study }, measured.failedTrials(world, { study })];
  for (const strategy of strategiesOf(world.methods.find(({ id }) => id === method)!).map(({ id }) => id)) {
    yield ["nearest-strategies", { strategy, limit: 5 }, measured.nearestStrategies(world, { strategy, limit: 5 })];
    yield ["strategy-record", { strategy }, measured.strategyRecord(world, { strategy })];
  }
  yield ["knowledge-only-methods", {}, measured.knowledgeOnlyMethods(world)];
  yield ["missing-operators", {}, measured.missingOperators(world)];
}
