import { distinct, down, ordered, up } from "./order.ts";
import type { Result, World } from "./world.ts";

type Rows = Record<string, unknown>[];

const methodOrAlgorithm = ({ method, algorithm }: Result) => ({ method, algorithm });

export function contradictions(
  world: World,
  p: { method: string | null; task: string | null; paper: string | null },
): Rows {
  const rows = world.contradictions.flatMap(({ first, second, delta }) => {
    const [a, b] = [world.results[first]!, world.results[second]!];
    if (p.method !== null && a.method !== p.method) return [];
    if (p.task !== null && ![a.task, b.task].includes(p.task)) return [];
    if (p.paper !== null && ![a.paper, b.paper].includes(p.paper)) return [];
    return [
      {
        method: a.method,
        task: a.task,
        rule: "x",
        delta,
        why: "because",
        first: a.id,
        firstPaper: a.paper,
        firstLocator: a.locator,
        firstAr: a.ar,
        firstPr: a.pr,
        second: b.id,
        secondPaper: b.paper,
        secondLocator: b.locator,
        secondAr: b.ar,
        secondPr: b.pr,
      },
    ];
  });
  return ordered(rows, (row) => [down(row.delta), up(row.first), up(row.second)]);
}

/**
 * Of each method and band the widest gap between any two results of two papers; which of several
 * equal pairs is left open.
 */
export function disagreements(world: World, p: { task: string; apart: number; band: number }): Rows {
  const known = world.results.filter((r) => r.task === p.task && r.method !== null && r.ar !== null && r.pr !== null);
  const widest = new Map<string, { method: string; fromPr: number; apart: number }>();
  for (const a of known) {
    for (const b of known) {
      const band = Math.floor(a.pr! / p.band);
      const apart = a.ar! - b.ar!;
      if (a.method !== b.method || a.paper === b.paper || Math.floor(b.pr! / p.band) !== band || apart < p.apart)
        continue;
      const key = `${a.method} ${band}`;
      if (apart > (widest.get(key)?.apart ?? 0)) widest.set(key, { method: a.method!, fromPr: band * p.band, apart });
    }
  }
  return ordered([...widest.values()], (row) => [down(row.apart), up(row.method), up(row.fromPr)]);
}

export function accuracyRose(world: World, p: { task: string | null; leastPr: number }): Rows {
  const rose = world.results.filter(
    (r) => r.ar !== null && r.ar > 0 && r.pr !== null && r.pr >= p.leastPr && (p.task === null || r.task === p.task),
  );
  return ordered(rose, (r) => [down(r.ar), up(r.id)]).map((r) => ({
    ...methodOrAlgorithm(r),
    task: r.task,
    ar: r.ar,
    pr: r.pr,
    fr: r.fr,
    accuracy: r.accuracy,
    baseAccuracy: r.baseAccuracy,
    paper: r.paper,
    locator: r.locator,
    flags: r.flags,
  }));
}

export function baselinesOfNetwork(world: World, p: { network: string; dataset: string | null }): Rows {
  const rows = new Map<string, { dataset: string; task: string; paper: string; results: number } & Partial<Result>>();
  for (const { task, paper, baseAccuracy, baseParameters, baseFlops } of world.results) {
    const { network, dataset } = world.tasks.find(({ id }) => id === task)!;
    if (network !== p.network || (p.dataset !== null && dataset !== p.dataset)) continue;
    const row = { dataset, task, baseAccuracy, baseParameters, baseFlops, paper };
    const key = JSON.stringify(row);
    rows.set(key, { ...row, results: (rows.get(key)?.results ?? 0) + 1 });
  }
  return ordered([...rows.values()], (row) => [
    up(row.dataset),
    up(row.baseAccuracy === null),
    down(row.baseAccuracy),
    up(row.paper),
    up(row.task),
    up(row.baseParameters),
    up(row.baseFlops),
  ]);
}

export function doubtfulResults(world: World, p: { task: string }): Rows {
  const doubtful = world.results.filter((r) => r.task === p.task && r.flags.length > 0);
  return ordered(doubtful, (r) => [up(r.id)]).map((r) => ({
    result: r.id,
    ...methodOrAlgorithm(r),
    flags: r.flags,
    ar: r.ar,
    printedAr: r.printedAr,
    pr: r.pr,
    fr: r.fr,
    paper: r.paper,
    locator: r.locator,
  }));
}

export function resultsLackingFigures(world: World, p: { task: string; lacking: string }): Rows {
  const figures = ["ar", "pr", "fr", "parameters", "flops"] as const;
  return ordered(world.results, (r) => [up(r.id)]).flatMap((r) => {
    const lacks = figures.filter((figure) => r[figure] === null);
    const wanted = p.lacking === "any" ? lacks.length > 0 : lacks.some((figure) => figure === p.lacking);
    if (r.task !== p.task || !wanted) return [];
    return [{ result: r.id, ...methodOrAlgorithm(r), lacks, paper: r.paper, locator: r.locator }];
  });
}

export function papersByYear(world: World, p: { from: number; to: number }): Rows {
  const years = new Set(world.papers.map(({ year }) => year).filter((year) => year !== null));
  const rows = [...years].map((year) => {
    const papers = world.papers.filter((paper) => paper.year === year);
    return {
      year,
      papers: papers.length,
      methods: distinct(papers.flatMap(({ proposes }) => proposes)),
      results: world.results.filter(({ paper }) => papers.some(({ id }) => id === paper)).length,
    };
  });
  return ordered(rows, (row) => [up(row.year)]).filter(({ year }) => year >= p.from && year <= p.to);
}

export function resultsOfPaper(world: World, p: { paper: string }): Rows {
  const mine = world.results.filter(({ paper }) => paper === p.paper);
  return ordered(mine, (r) => [up(r.locator), up(r.id)]).map((r) => ({
    locator: r.locator,
    ...methodOrAlgorithm(r),
    task: r.task,
    settings: r.settings.toSorted(),
    variant: r.variant,
    accuracy: r.accuracy,
    baseAccuracy: r.baseAccuracy,
    ar: r.ar,
    pr: r.pr,
    fr: r.fr,
    parameters: r.parameters,
    flops: r.flops,
    flags: r.flags,
    result: r.id,
  }));
}

export function algorithmsCompared(world: World, p: { task: string | null }): Rows {
  const searched = world.results.filter((r) => r.algorithm !== null && (p.task === null || r.task === p.task));
  return ordered(searched, (r) => [up(r.task), up(r.target), up(r.ar === null), down(r.ar), up(r.id)]).map((r) => ({
    task: r.task,
    target: r.target,
    algorithm: r.algorithm,
    ar: r.ar,
    pr: r.pr,
    fr: r.fr,
    accuracy: r.accuracy,
    baseAccuracy: r.baseAccuracy,
    paper: r.paper,
    locator: r.locator,
    flags: r.flags,
  }));
}
