import { beats, distinct, down, largest, median, ordered, up } from "./order.ts";
import { families, featureNames, type Result, type World } from "./world.ts";

type Rows = Record<string, unknown>[];

const taskOf = (world: World, id: string) => world.tasks.find((task) => task.id === id)!;
const methodOf = (world: World, id: string) => world.methods.find((method) => method.id === id)!;
/** Methods that an untold step of a study's schemes is of: ids read `A(H1=0.1)`. */
export const methodIn = (strategy: string) => strategy.split("(")[0]!;

export function bestByTask(world: World, p: { task: string; leastAr: number; reduction: "pr" | "fr" }): Rows {
  const rows = world.methods.flatMap(({ id: method }) => {
    const good = world.results.filter(
      (r) => r.task === p.task && r.method === method && r.ar !== null && r.ar >= p.leastAr && r[p.reduction] !== null,
    );
    const [best] = ordered(good, (r) => [down(r[p.reduction]), down(r.ar), up(r.id)]);
    if (!best) return [];
    const { pr, fr, ar, accuracy, baseAccuracy, paper, locator, variant, flags } = best;
    return [{ method, pr, fr, ar, accuracy, baseAccuracy, paper, locator, variant, results: good.length, flags }];
  });
  return ordered(rows, (row) => [down(row[p.reduction]), down(row.ar), up(row.method)]);
}

export function bestByFamily(
  world: World,
  p: { family: string; dataset: string | null; leastAr: number; reduction: "pr" | "fr" },
): Rows {
  const tasks = world.tasks
    .filter(({ network, dataset }) => families[p.family]!.includes(network) && [null, dataset].includes(p.dataset))
    .map(({ id }) => id);
  const rows = world.methods.flatMap(({ id: method }) => {
    const good = world.results.filter(
      (r) =>
        tasks.includes(r.task) && r.method === method && r.ar !== null && r.ar >= p.leastAr && r[p.reduction] !== null,
    );
    const [best] = ordered(good, (r) => [down(r[p.reduction]), down(r.ar), up(r.id)]);
    if (!best) return [];
    const { task, pr, fr, ar, accuracy, baseAccuracy, paper, locator, flags } = best;
    return [{ method, task, pr, fr, ar, accuracy, baseAccuracy, paper, locator, results: good.length, flags }];
  });
  return ordered(rows, (row) => [down(row[p.reduction]), down(row.ar), up(row.method)]);
}

export function networksOfFamily(world: World, p: { family: string }): Rows {
  const rows = families[p.family]!.map((network) => {
    const tasks = world.tasks.filter((task) => task.network === network);
    const on = ({ task }: { task: string }) => tasks.some(({ id }) => id === task);
    const parameters = tasks.flatMap(({ features }) => features.parameters ?? []);
    return {
      network,
      name: network,
      datasets: distinct(tasks.map(({ dataset }) => dataset)).sort(),
      leastParameters: parameters.length > 0 ? Math.min(...parameters) : null,
      mostParameters: parameters.length > 0 ? Math.max(...parameters) : null,
      results: world.results.filter(on).length,
      studies: world.studies.filter(on).length,
    };
  });
  return ordered(rows, (row) => [down(row.results), up(row.network)]);
}

export function publishedFront(world: World, p: { task: string; reduction: "pr" | "fr" }): Rows {
  const points = world.results.filter((r) => r.task === p.task && r.ar !== null && r[p.reduction] !== null);
  const place = (r: Result) => [r.ar!, r[p.reduction]!] as const;
  const front = points.filter((r) => !points.some((other) => beats(place(other), place(r))));
  return ordered(front, (r) => [down(r[p.reduction]), up(r.id)]).map(
    ({ method, algorithm, pr, fr, ar, accuracy, paper, locator, flags }) => ({
      method,
      algorithm,
      pr,
      fr,
      ar,
      accuracy,
      paper,
      locator,
      flags,
    }),
  );
}

export function outcomesOnTask(world: World, p: { task: string; leastPr: number }): Rows {
  const studies = world.studies.filter(({ task }) => task === p.task).map(({ name }) => name);
  const published = world.results
    .filter(({ task }) => task === p.task)
    .map(({ id, method, algorithm, ar, pr, fr, accuracy, baseAccuracy, parameters, flops, paper, locator }) => ({
      row: {
        kind: "published",
        source: `${paper}, ${locator}`,
        what: algorithm ?? method,
        ar,
        pr,
        fr,
        accuracy,
        baseAccuracy,
        parameters,
        flops,
      },
      id,
    }));
  const measured = world.trials
    .filter(({ study, state }) => studies.includes(study) && state === "complete")
    .map(({ study, number, scheme, ar, pr, fr, accuracy, parameters, flops }) => ({
      row: {
        kind: "measured",
        source: `${study}#${number}`,
        what: scheme.join(" -> "),
        ar,
        pr,
        fr,
        accuracy,
        baseAccuracy: 0.9,
        parameters,
        flops,
      },
      id: `${study}#${number}`,
    }));
  const known = [...published, ...measured].filter(
    ({ row }) => row.ar !== null && row.pr !== null && row.pr >= p.leastPr,
  );
  return ordered(known, ({ row, id }) => [down(row.ar), down(row.pr), up(id)]).map(({ row }) => row);
}

export function techniquesCompared(world: World, p: { task: string; leastAr: number }): Rows {
  const rows = ["T1", "T2", "T3"].flatMap((technique) => {
    const users = world.methods.filter(({ techniques }) => techniques.includes(technique)).map(({ id }) => id);
    const results = world.results.filter((r) => r.task === p.task && r.ar !== null && users.includes(r.method ?? ""));
    if (results.length === 0) return [];
    const kept = results.filter((r) => r.ar! >= p.leastAr);
    return [
      {
        technique,
        name: `technique ${technique}`,
        methods: distinct(results.map((r) => r.method!)),
        results: results.length,
        kept: kept.length,
        medianAr: median(results.map((r) => r.ar)),
        prKeepingAccuracy: largest(kept.map((r) => r.pr)),
      },
    ];
  });
  return ordered(rows, (row) => [down(row.medianAr), up(row.technique)]);
}

export function untriedMethods(world: World, p: { task: string }): Rows {
  const studies = world.studies.filter(({ task }) => task === p.task).map(({ name }) => name);
  const measured = world.trials
    .filter(({ study }) => studies.includes(study))
    .map(({ scheme }) => methodIn(scheme.at(-1)!));
  const published = world.results.filter(({ task }) => task === p.task).map(({ method }) => method);
  const rows = world.methods
    .filter(({ id }) => !measured.includes(id) && !published.includes(id))
    .map(({ id, executable, techniques }) => ({
      method: id,
      name: `method ${id}`,
      executable,
      published: world.results.some(({ method }) => method === id),
      techniques: techniques.toSorted().map((each) => `technique ${each}`),
    }));
  return ordered(rows, (row) => [down(row.executable), down(row.published), up(row.method)]);
}

export function similarTasks(world: World, p: { task: string }): Rows {
  const seen = (name: (typeof featureNames)[number], value: number | null) =>
    value === null || name === "accuracy" ? value : Math.log10(value);
  const spread = (name: (typeof featureNames)[number]) => {
    const values = world.tasks.map(({ features }) => seen(name, features[name])).filter((value) => value !== null);
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
    return deviation > 1e-6 ? deviation : 1;
  };
  const mine = taskOf(world, p.task).features;
  const rows = world.tasks
    .filter(({ id }) => id !== p.task)
    .map(({ id, network, dataset, features }) => {
      const gaps = featureNames.flatMap((name) => {
        const [a, b] = [seen(name, features[name]), seen(name, mine[name])];
        return a === null || b === null ? [] : [(a - b) / spread(name)];
      });
      return {
        task: id,
        features: gaps.length,
        network,
        dataset,
        distance: Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length),
        published: world.results.some(({ task }) => task === id),
        measured: world.studies.some(({ task }) => task === id),
      };
    });
  return ordered(rows, (row) => [up(Number(row.distance.toFixed(9))), up(row.task)]);
}

export function methodRecord(world: World, p: { method: string; leastAr: number }): Rows {
  const rows = world.tasks.flatMap(({ id: task }) => {
    const results = world.results.filter((r) => r.task === task && r.method === p.method);
    if (results.length === 0) return [];
    const kept = results.filter((r) => r.ar !== null && r.ar >= p.leastAr);
    return [
      {
        task,
        results: results.length,
        papers: distinct(results.map((r) => r.paper)).length,
        medianAr: median(results.map((r) => r.ar)),
        highestAr: largest(results.map((r) => r.ar)),
        prKeepingAccuracy: largest(kept.map((r) => r.pr)),
        frKeepingAccuracy: largest(kept.map((r) => r.fr)),
      },
    ];
  });
  return ordered(rows, (row) => [down(row.results), up(row.task)]);
}

export function papersOfMethod(world: World, p: { method: string }): Rows {
  const rows = world.papers.flatMap(({ id: paper, year, proposes }) => {
    const results = world.results.filter((r) => r.paper === paper && r.method === p.method);
    if (results.length === 0 && !proposes.includes(p.method)) return [];
    return [
      {
        paper,
        title: `On ${paper}`,
        year,
        proposes: proposes.includes(p.method),
        results: results.length,
        tasks: distinct(results.map((r) => r.task)),
        highestAr: largest(results.map((r) => r.ar)),
        highestPr: largest(results.map((r) => r.pr)),
      },
    ];
  });
  return ordered(rows, (row) => [down(row.results), down(row.proposes), up(row.paper)]);
}

export function settingsThatWorked(world: World, p: { method: string; leastAr: number; leastPapers: number }): Rows {
  const rows = ["H1=0.1", "H1=0.2", "H2=a", "H2=b"].flatMap((setting) => {
    const results = world.results.filter((r) => r.method === p.method && r.settings.includes(setting) && r.ar !== null);
    const worked = results.filter((r) => r.ar! >= p.leastAr);
    const papers = distinct(worked.map((r) => r.paper));
    if (results.length === 0 || papers.length < p.leastPapers) return [];
    const mean = (values: (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    return [
      {
        setting,
        hyperparameter: `hyperparameter ${setting.slice(0, 2)}`,
        papers,
        tasks: distinct(worked.map((r) => r.task)),
        worked: worked.length,
        results: results.length,
        meanAr: mean(results.map((r) => r.ar)),
        meanPr: mean(results.map((r) => r.pr)),
      },
    ];
  });
  return ordered(rows, (row) => [down(row.papers.length), down(row.worked), up(row.setting)]);
}

export function headToHead(
  world: World,
  p: { method: string; other: string; leastAr: number; reduction: "pr" | "fr" },
): Rows {
  const on = (task: string, method: string) => world.results.filter((r) => r.task === task && r.method === method);
  const reduced = (results: Result[]) =>
    largest(results.filter((r) => r.ar !== null && r.ar >= p.leastAr).map((r) => r[p.reduction]));
  const rows = world.tasks.flatMap(({ id: task }) => {
    const [mine, theirs] = [on(task, p.method), on(task, p.other)];
    if (mine.length === 0 || theirs.length === 0) return [];
    const counts = { results: mine.length, otherResults: theirs.length };
    return [{ task, reduced: reduced(mine), otherReduced: reduced(theirs), ...counts }];
  });
  return ordered(rows, (row) => [up(row.task)]);
}

export function methodsSharingTechniques(world: World, p: { method: string | null }): Rows {
  const rows = world.methods.flatMap((a) =>
    world.methods.flatMap((b) => {
      const techniques = a.techniques.filter((each) => b.techniques.includes(each)).sort();
      const wanted = p.method === null ? a.id < b.id : a.id === p.method && a.id !== b.id;
      if (!wanted || techniques.length === 0) return [];
      const names = techniques.map((each) => `technique ${each}`);
      const hyperparameters = a.hyperparameters.filter((each) => b.hyperparameters.includes(each)).sort();
      return [{ method: a.id, other: b.id, techniques, names, hyperparameters }];
    }),
  );
  return ordered(rows, (row) => [
    down(row.techniques.length),
    down(row.hyperparameters.length),
    up(row.method),
    up(row.other),
  ]);
}

export function provenance(world: World, p: { method: string }): Rows {
  const { id, executable, missing, techniques, hyperparameters } = methodOf(world, p.method);
  const papers = world.papers
    .filter(({ proposes }) => proposes.includes(id))
    .map((paper) => ({ id: paper.id, title: `On ${paper.id}`, year: paper.year, authors: null, venue: null }));
  const strategies = hyperparameters.length === 2 ? 4 : hyperparameters.length === 1 ? 2 : 1;
  return [
    {
      method: id,
      name: `method ${id}`,
      papers,
      techniques: techniques.toSorted(),
      hyperparameters,
      strategies,
      executable,
      missingOperators: missing,
      notes: [`note on ${id}`],
    },
  ];
}
