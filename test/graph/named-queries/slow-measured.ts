import { beats, down, largest, mean, ordered, up } from "./order.ts";
import { methodIn } from "./slow-published.ts";
import { schemeId, schemesOf, settingIds, similarity, strategiesOf, type Trial, type World } from "./world.ts";

type Rows = Record<string, unknown>[];

const key = ({ study, number }: Trial) => `${study}#${number}`;
const last = ({ scheme }: Trial) => scheme.at(-1)!;
const taskOf = (world: World, trial: Trial) => world.studies.find(({ name }) => name === trial.study)!.task;
const complete = (world: World, task: string | null) =>
  world.trials.filter((trial) => trial.state === "complete" && (task === null || taskOf(world, trial) === task));
const strategyOf = (world: World, id: string) => world.methods.flatMap(strategiesOf).find((each) => each.id === id)!;
const runnable = (world: World, strategy: string) =>
  world.methods.find(({ id }) => id === methodIn(strategy))!.executable;
const triedIn = (world: World) => new Set<string | undefined>(schemesOf(world).map((scheme) => scheme.at(-1)));

export function bestSchemes(world: World, p: { study: string; leastPr: number | null }): Rows {
  const { target } = world.studies.find(({ name }) => name === p.study)!;
  const chosenBy = (trial: Trial) => trial.validationAr ?? trial.ar;
  const enough = world.trials.filter(
    (trial) => trial.study === p.study && trial.state === "complete" && trial.pr! >= (p.leastPr ?? target),
  );
  return ordered(enough, (trial) => [down(chosenBy(trial)), down(trial.pr), up(trial.number)])
    .slice(0, 10)
    .map((trial) => ({
      trial: key(trial),
      ar: trial.ar,
      validationAr: trial.validationAr,
      pr: trial.pr,
      fr: trial.fr,
      accuracy: trial.accuracy,
      parameters: trial.parameters,
      flops: trial.flops,
      strategies: trial.scheme,
      steps: trial.scheme.map((id) => (runnable(world, id) ? [{ operator: "prune", params: { of: id } }] : [])),
    }));
}

export function measuredFront(world: World, p: { task: string; reduction: "pr" | "fr" }): Rows {
  const points = complete(world, p.task).filter((trial) => trial[p.reduction] !== null);
  const place = (trial: Trial) => [trial.ar!, trial[p.reduction]!] as const;
  const front = points.filter((trial) => !points.some((other) => beats(place(other), place(trial))));
  return ordered(front, (trial) => [down(trial[p.reduction]), up(key(trial))]).map((trial) => ({
    trial: key(trial),
    scheme: schemeId(trial.scheme),
    pr: trial.pr,
    fr: trial.fr,
    ar: trial.ar,
    accuracy: trial.accuracy,
    parameters: trial.parameters,
    flops: trial.flops,
  }));
}

export function studiesCompared(world: World, p: { task: string | null }): Rows {
  const rows = world.studies
    .filter(({ task }) => p.task === null || task === p.task)
    .map(({ name, task, algorithm, target }) => {
      const trials = world.trials.filter(({ study }) => study === name);
      const enough = trials.filter(({ state, pr }) => state === "complete" && pr! >= target);
      const [best] = ordered(enough, (trial) => [
        down(trial.validationAr ?? trial.ar),
        down(trial.pr),
        up(trial.number),
      ]);
      return {
        study: name,
        task,
        algorithm,
        target,
        seed: 1,
        state: "done",
        trials: trials.length,
        failed: trials.filter(({ state }) => state === "failed").length,
        seconds: trials.reduce((sum, trial) => sum + (trial.seconds ?? 0), 0),
        best: best ? key(best) : null,
        ar: best?.ar ?? null,
        pr: best?.pr ?? null,
        fr: best?.fr ?? null,
        scheme: best ? schemeId(best.scheme) : null,
      };
    });
  return ordered(rows, (row) => [up(row.task), up(row.target), up(row.ar === null), down(row.ar), up(row.study)]);
}

export function claimedAndMeasured(world: World, p: { method: string; within: number }): Rows {
  const place = (id: string) => world.tasks.find((task) => task.id === id)!;
  const rows = complete(world, null).flatMap((trial) => {
    if (trial.scheme.length !== 1 || methodIn(last(trial)) !== p.method) return [];
    const { network, dataset } = place(taskOf(world, trial));
    const claims = world.results.filter(
      (r) =>
        r.method === p.method &&
        r.ar !== null &&
        r.pr !== null &&
        place(r.task).network === network &&
        place(r.task).dataset === dataset &&
        Math.abs(r.pr! - trial.pr!) <= p.within,
    );
    const [claim] = ordered(claims, (r) => [up(Math.abs(r.pr! - trial.pr!)), up(r.id)]);
    if (!claim) return [];
    return [
      {
        network,
        dataset,
        strategy: last(trial),
        trial: key(trial),
        measuredPr: trial.pr,
        measuredAr: trial.ar,
        claimedPr: claim.pr,
        claimedAr: claim.ar,
        difference: trial.ar! - claim.ar!,
        paper: claim.paper,
        locator: claim.locator,
      },
    ];
  });
  return ordered(rows, (row) => [down(Math.abs(row.difference)), up(row.trial)]);
}

export function orderOfMethods(world: World, p: { task: string | null }): Rows {
  const groups = new Map<string, Trial[]>();
  for (const trial of complete(world, p.task)) {
    if (trial.arStep === null) continue;
    const before = trial.scheme.at(-2);
    const pair = JSON.stringify([before ? methodIn(before) : null, methodIn(last(trial))]);
    groups.set(pair, [...(groups.get(pair) ?? []), trial]);
  }
  const rows = [...groups].map(([pair, trials]) => {
    const [after, method] = JSON.parse(pair) as [string | null, string];
    return {
      after,
      method,
      steps: trials.length,
      meanArStep: mean(trials.map(({ arStep }) => arStep)),
      bestArStep: largest(trials.map(({ arStep }) => arStep)),
      meanPrStep: mean(trials.map(({ prStep }) => prStep)),
    };
  });
  return ordered(rows, (row) => [down(Number(row.meanArStep!.toFixed(9))), up(row.method), up(row.after)]);
}

export function helpfulPrefixes(world: World, p: { task: string }): Rows {
  const measured = complete(world, p.task).filter(({ arStep }) => arStep !== null);
  const rows = measured.flatMap((trial) => {
    const alone = measured.filter(({ scheme }) => scheme.length === 1 && scheme[0] === last(trial));
    if (trial.scheme.length === 1 || alone.length === 0) return [];
    const arAlone = mean(alone.map(({ arStep }) => arStep))!;
    return [
      {
        prefix: schemeId(trial.scheme.slice(0, -1)),
        strategy: last(trial),
        helped: trial.arStep! - arAlone,
        arAfter: trial.arStep,
        arAlone,
        prAfter: trial.prStep,
        prAlone: mean(alone.map(({ prStep }) => prStep)),
        trial: key(trial),
      },
    ];
  });
  return ordered(rows, (row) => [down(Number(row.helped.toFixed(9))), up(row.trial)]);
}

export function hyperparameterEffect(world: World, p: { method: string; task: string | null }): Rows {
  return settingIds.flatMap((setting) => {
    const trials = complete(world, p.task).filter(
      (trial) =>
        trial.arStep !== null &&
        methodIn(last(trial)) === p.method &&
        strategyOf(world, last(trial)).settings.includes(setting),
    );
    if (trials.length === 0) return [];
    const [hyperparameter, value] = setting.split("=") as [string, string];
    const steps = trials.map(({ arStep }) => arStep!);
    const middle = mean(steps)!;
    return [
      {
        hyperparameter,
        name: `hyperparameter ${hyperparameter}`,
        value: Number(value) || value,
        steps: trials.length,
        meanArStep: middle,
        meanPrStep: mean(trials.map(({ prStep }) => prStep)),
        spreadArStep: Math.sqrt(mean(steps.map((step) => (step - middle) ** 2))!),
      },
    ];
  });
}

export function failedTrials(world: World, p: { study: string | null }): Rows {
  const failed = world.trials.filter(
    ({ state, study }) => state === "failed" && (p.study === null || study === p.study),
  );
  return ordered(failed, (trial) => [up(trial.study), up(trial.number)]).map((trial) => ({
    trial: key(trial),
    strategy: last(trial),
    failure: trial.failure,
    scheme: schemeId(trial.scheme),
  }));
}

function nearest(world: World, to: string, atMost: number) {
  const others = Object.keys(world.vectors).filter((id) => id !== to);
  const rows = others.map((id) => ({ id, similarity: similarity(world.vectors[to]!, world.vectors[id]!) }));
  return ordered(rows, (row) => [down(row.similarity), up(row.id)]).slice(0, atMost);
}

export function nearestStrategies(world: World, p: { strategy: string; limit: number }): Rows {
  if (!world.vectors[p.strategy]) return [];
  return nearest(world, p.strategy, p.limit).map(({ id, similarity }) => ({
    strategy: id,
    similarity,
    method: methodIn(id),
    executable: runnable(world, id),
    trials: world.trials.filter((trial) => last(trial) === id).length,
  }));
}

export function promisingStrategies(
  world: World,
  p: { task: string | null; leastAr: number; examples: number; neighbours: number },
): Rows {
  const good = complete(world, p.task).filter(
    (trial) => trial.arStep !== null && trial.arStep >= p.leastAr && trial.prStep! > 0 && world.vectors[last(trial)],
  );
  const examples = [...new Set(good.map(last))].map((strategy) => {
    const steps = good.filter((trial) => last(trial) === strategy);
    return { strategy, ar: mean(steps.map(({ arStep }) => arStep))!, pr: mean(steps.map(({ prStep }) => prStep))! };
  });
  const best = ordered(examples, ({ strategy, ar }) => [down(Number(ar.toFixed(9))), up(strategy)]).slice(
    0,
    p.examples,
  );
  const near = best.flatMap((example) =>
    nearest(world, example.strategy, p.neighbours).map((row) => ({ ...row, example })),
  );
  const untried = [...new Set(near.map(({ id }) => id))].filter((id) => runnable(world, id) && !triedIn(world).has(id));
  const rows = untried.map((id) => {
    const to = ordered(
      near.filter((row) => row.id === id),
      (row) => [down(row.similarity), up(row.example.strategy)],
    );
    return {
      strategy: id,
      method: methodIn(id),
      near: to.map(({ example }) => example.strategy),
      similarity: to[0]!.similarity,
      meanArStep: mean(to.map(({ example }) => example.ar)),
      meanPrStep: mean(to.map(({ example }) => example.pr)),
    };
  });
  return ordered(rows, (row) => [down(row.near.length), down(row.similarity), up(row.strategy)]).slice(0, 20);
}

export function strategyRecord(world: World, p: { strategy: string }): Rows {
  const { settings } = strategyOf(world, p.strategy);
  const measured = complete(world, null)
    .filter((trial) => last(trial) === p.strategy)
    .map((trial) => ({
      kind: "measured",
      source: key(trial),
      locator: null,
      task: taskOf(world, trial),
      ar: trial.ar,
      pr: trial.pr,
      fr: trial.fr,
      arStep: trial.arStep,
      prStep: trial.prStep,
      what: schemeId(trial.scheme),
      id: key(trial),
    }));
  const published = world.results
    .filter((r) => r.method === methodIn(p.strategy) && r.settings.length > 0)
    .filter((r) => r.settings.every((setting) => settings.includes(setting)))
    .map((r) => ({
      kind: "published",
      source: r.paper,
      locator: r.locator,
      task: r.task,
      ar: r.ar,
      pr: r.pr,
      fr: r.fr,
      arStep: null,
      prStep: null,
      what: r.settings.toSorted().join(", "),
      id: r.id,
    }));
  return ordered([...measured, ...published], (row) => [up(row.kind), up(row.task), up(row.id)]).map(
    ({ id: _, ...row }) => row,
  );
}

export function untriedStrategies(world: World, p: { method: string }): Rows {
  const all = strategiesOf(world.methods.find(({ id }) => id === p.method)!);
  return ordered(
    all.filter(({ id }) => !triedIn(world).has(id)),
    ({ id }) => [up(id)],
  ).map(({ id, settings }) => ({ strategy: id, executable: runnable(world, id), settings: settings.toSorted() }));
}

export function knowledgeOnlyMethods(world: World): Rows {
  return world.methods
    .filter(({ executable }) => !executable)
    .map((method) => ({
      method: method.id,
      name: `method ${method.id}`,
      missingOperators: method.missing,
      strategies: strategiesOf(method).length,
      papers: world.papers.filter(({ proposes }) => proposes.includes(method.id)).map(({ id }) => id),
      notes: [`note on ${method.id}`],
    }));
}

export function missingOperators(world: World): Rows {
  const rows = ["magic", "more"].flatMap((operator) => {
    const waiting = world.methods.filter(({ missing }) => missing.includes(operator));
    if (waiting.length === 0) return [];
    const onlyThis = waiting.filter(({ missing }) => missing.length === 1).map(({ id }) => id);
    return [{ operator, methods: waiting.map(({ id }) => id), onlyThis }];
  });
  return ordered(rows, (row) => [down(row.onlyThis.length), down(row.methods.length), up(row.operator)]);
}
