import { once } from "node:events";
import {
  run as ask,
  type Graph,
  graphStats,
  listStudies,
  type RecordedStudy,
  runOne,
  showStudy,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { initGraph } from "../../../ingest/index.ts";
import { modelHash } from "../../artifacts/model-hash.ts";
import { systemClock } from "../../clock.ts";
import { freshEmbedding } from "../../embedding/fresh.ts";
import { percent, seconds } from "../../format.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { provision } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { keepFrontPlot } from "../../reports/plots.ts";
import { studyFront } from "../../study/front.ts";
import { prepareStudy } from "../../study/prepare.ts";
import { runStudy } from "../../study/run.ts";
import { withStudyTraining } from "../../study/study-training.ts";
import type { TrainJob, TrainResult } from "../../training/jobs.ts";
import type { Training } from "../../training/pool.ts";
import { startServer } from "../api-server.ts";
import { openPage } from "../open-page.ts";
import { inGraph, openSession, print, type Session, withTraining } from "../session.ts";
import { linkPrediction } from "../views/link-prediction.ts";
import { showStudyEvents } from "../views/study-progress.ts";
import { trialTable } from "../views/trial-table.ts";

const modelName = "quickstart-digits";

/** A small network on real digits: trained in half a minute, large enough to lose parameters. */
const trainingOf = (seed: number): TrainJob => ({
  kind: "train",
  network: "resnet8",
  dataset: { name: "mnist", sample: 0.5, validationFraction: 0.2, trainCount: 2400 },
  epochs: 8,
  batchSize: 64,
  learningRate: 0.05,
  seed,
});

/**
 * `automc quickstart`: the whole loop once, on real digits; every number printed was measured in
 * this run or recalled from an equal one. With `open` the page shows it as it happens, until Ctrl-C.
 */
export async function quickstart(options: {
  seed: number;
  trials: number;
  confirm: number;
  open?: boolean;
}): Promise<void> {
  const { seed, trials, confirm, open = false } = options;
  const started = performance.now();
  const session = openSession();
  const { config, progress } = session;
  progress.line("1/5  set-up");
  await provision(config, showProvisioning(progress));
  await inGraph(session, (graph) =>
    withTraining(session, async (training, signal) => {
      progress.line("2/5  knowledge graph");
      await fillGraph(session, graph);
      const server = open ? await startServer(session, graph, config.api) : undefined;
      try {
        if (server) {
          print(`The page is at ${server.address}.`);
          openPage(server.address);
        }
        progress.line("3/5  embedding");
        const { metrics } = await freshEmbedding(graph, session.artifacts, { seed }, progress, signal);
        progress.line(linkPrediction(metrics));
        progress.line("4/5  a network to compress");
        await trainModel(session, training, seed, signal);
        progress.line("5/5  search");
        const name = await freeName(graph);
        const request = {
          name,
          model: modelName,
          target: 0.3,
          algorithm: "progressive",
          trials,
          maxLength: 5,
          confirm,
          pruning: false, // its trainings are too short to gain from it
          seed,
        } as const;
        const prepared = await prepareStudy({ graph, artifacts: session.artifacts }, request);
        const onEvent = showStudyEvents(progress, trials);
        await withStudyTraining({ ...session, graph }, prepared, (training) =>
          runStudy({ graph, ...session, training, clock: systemClock, signal, onEvent }, prepared),
        );
        await report(session, graph, await runOne(graph, showStudy, { name }));
        print(`\nDone in ${seconds((performance.now() - started) / 1000)}.`);
        if (!server) return;
        print(`The study is at ${server.address}/studies/${name}; Ctrl-C ends the page.`);
        if (!signal.aborted) await once(signal, "abort");
      } finally {
        await server?.close();
      }
    }),
  );
}

async function fillGraph({ progress }: Session, graph: Graph): Promise<void> {
  const task = progress.begin("methods, strategies, results", 1);
  await initGraph(graph, ingestAbilities);
  const { entities, executableStrategies, methods, results } = await runOne(graph, graphStats, {});
  task.end(
    `${entities.Method} methods, ${entities.Strategy} strategies (${executableStrategies} can run), ${methods.all - entities.Method} more methods as knowledge, ${results} published results`,
  );
}

async function trainModel(
  { artifacts, progress }: Session,
  training: Training,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const job = trainingOf(seed);
  const task = progress.begin(`training ${job.network} on ${job.dataset.name}`, 1);
  const { hash, card } = await training.run<TrainResult>(job, ({ done, note }) => task.update(done, note), signal);
  await artifacts.nameModel(modelName, hash);
  task.end(`${card.parameters} parameters, ${percent(card.testAccuracy)} of ${card.dataset.name}'s test images right`);
}

/** `quickstart`, or with a number where there was one before: an earlier run stays as it is. */
async function freeName(graph: Graph): Promise<string> {
  const taken = new Set<string>((await ask(graph, listStudies, {})).map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? "quickstart" : `quickstart-${number}`;
    if (!taken.has(name)) return name;
  }
}

async function report({ artifacts, config }: Session, graph: Graph, study: RecordedStudy): Promise<void> {
  const trials = await ask(graph, trialsOfStudy, { study: study.name });
  const front = studyFront(trials, study.target);
  print(
    `\nPareto front of study "${study.name}": schemes that remove at least ${percent(study.target)} of the parameters`,
  );
  print(trialTable(study, front));
  print(`The front as a picture: ${await keepFrontPlot(config.home, { study, trials, front })}`);
  const best = front[0];
  if (best?.artifact) {
    print(`The most accurate of them: ${artifacts.modelDirectory(modelHash.parse(best.artifact))}`);
  }
  print("\nTry next:");
  print("  npx automc serve --open");
  if (best?.artifact) print(`  npx automc model show ${best.artifact.slice(0, 12)} --measure`);
  print(`  npx automc search show ${study.name}`);
  print(
    `  npx automc graph query "MATCH (r:Result)-[:OF_METHOD]->(m:Method) WHERE r.pr > 0.3 RETURN m.id AS method, max(r.ar) AS bestAR ORDER BY bestAR DESC"`,
  );
}
