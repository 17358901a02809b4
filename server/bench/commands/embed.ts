import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviation, mean, median } from "d3-array";
import { openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { interruptible } from "../../interruption.ts";
import { fitLinks, type LinkRun } from "../fit-links.ts";
import { asNumbers, type LinkGraphName, readLinkGraph } from "../link-graph.ts";
import { linkSettings } from "../link-settings.ts";
import { peerPython, pykeenRequirements, runPeer } from "../peer.ts";
import { benchReport } from "../report.ts";

interface EmbedBench {
  graph: LinkGraphName;
  dim?: number;
  epochs?: number;
  batchSize?: number;
  negatives?: number;
  seeds: number[];
  json: boolean;
}

/** What PyKEEN's script prints. */
type PeerRun = LinkRun & { version: string };

const threads = 2;
const figures = ["mrr", "hitsAt1", "hitsAt3", "hitsAt10"] as const;

/**
 * `automc bench embed`: our TransR and PyKEEN's on the same triples, with the same split and size
 * of work, seed by seed in turn.
 */
export async function benchEmbed({ graph: name, seeds, json, ...sizes }: EmbedBench): Promise<void> {
  const session = openSession({ quiet: json });
  const python = await peerPython(session.config, pykeenRequirements, session.progress);
  const graph = await readLinkGraph(name, session.config, python);
  const { ours: ourSettings, peer: peerSettings, ...usual } = linkSettings[name];
  const work = { ...usual, ...sizes };
  const folder = await mkdtemp(join(tmpdir(), "automc-bench-"));
  const runs = { ours: [] as LinkRun[], peer: [] as PeerRun[] };
  const { signal, release } = interruptible("nothing of a benchmark is kept");
  try {
    const data = join(folder, "triples.json");
    await writeFile(data, JSON.stringify(asNumbers(graph)));
    const task = session.progress.begin(`TransR on ${name}`, 2 * seeds.length);
    for (const seed of seeds) {
      const report = (epoch: number) =>
        task.update(2 * runs.ours.length + epoch / work.epochs, `ours, seed ${seed}, epoch ${epoch}/${work.epochs}`);
      runs.ours.push(await fitLinks(graph, { ...ourSettings, ...work }, seed, report, signal));
      task.update(2 * runs.ours.length - 1, `PyKEEN, seed ${seed}`);
      const input = {
        ...work,
        ...peerSettings,
        seed,
        threads,
        data,
        evaluationBatch: 32,
        evaluate: ["validation", "test"],
      };
      runs.peer.push(await runPeer<PeerRun>(session.config, python, "transr_pykeen.py", input));
      signal.throwIfAborted();
    }
    task.end();
  } finally {
    release();
    await rm(folder, { recursive: true, force: true });
  }
  // The first epoch is a warm-up.
  const perEpoch = (side: LinkRun[]) => side.flatMap(({ seconds }) => seconds.slice(1));
  const counts = { entities: graph.names.entities.length, relations: graph.names.relations.length };
  const triples = { train: graph.train.count, validation: graph.validation.count, test: graph.test.count };
  const report = benchReport(
    {
      name: "embed",
      unit: "seconds per epoch",
      sizes: { graph: name, ...counts, ...triples, ...work, threads },
      seeds,
    },
    { samples: perEpoch(runs.ours), with: `Node ${process.versions.node}` },
    [{ name: "PyKEEN TransR", version: runs.peer[0]!.version, samples: perEpoch(runs.peer) }],
  );
  const settings = { ours: ourSettings, peer: peerSettings };
  if (json) return printJson({ ...report, settings, runs });
  print(`embed on ${name}: our TransR and PyKEEN's, ${JSON.stringify(report.sizes)}, seeds ${seeds.join(", ")}`);
  print(
    table(
      ["", "ours", "PyKEEN"],
      [
        ["version", report.ours.version, report.peers[0]!.version],
        ["seconds an epoch, median", report.ours.value.toFixed(3), report.peers[0]!.value.toFixed(3)],
        ["processor seconds an epoch, median", cpu(runs.ours), cpu(runs.peer)],
        ["seconds to rank the test triples, median", ranking(runs.ours), ranking(runs.peer)],
        ...figures.map((figure) => [
          `${figure}, test`,
          spread(runs.ours, "test", figure),
          spread(runs.peer, "test", figure),
        ]),
        ["mrr, validation", spread(runs.ours, "validation", "mrr"), spread(runs.peer, "validation", "mrr")],
      ],
    ),
  );
  print(
    `Time an epoch, ours / PyKEEN: ${report.peers[0]!.ratio.toFixed(3)}. Settings besides: ${JSON.stringify(settings)}.`,
  );
  print(`${report.machine.cpu}, ${report.machine.cores} cores, ${report.machine.platform}.`);
}

function cpu(side: LinkRun[]): string {
  return median(side.flatMap(({ cpuSeconds }) => cpuSeconds.slice(1)))!.toFixed(3);
}

function ranking(side: LinkRun[]): string {
  return median(side, ({ test }) => test.seconds)!.toFixed(2);
}

/** Mean over the seeds, and their standard deviation. */
function spread(side: LinkRun[], part: "validation" | "test", figure: (typeof figures)[number]): string {
  const values = side.map((run) => run[part][figure]);
  return `${mean(values)!.toFixed(3)} ± ${(deviation(values) ?? 0).toFixed(3)}`;
}
