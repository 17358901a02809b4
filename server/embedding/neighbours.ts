import {
  experienceRows,
  type Graph,
  knowledgeOnly,
  nearestStrategies,
  run,
  type SettingValue,
  strategyDetails,
} from "../../graph/index.ts";
import { ServerError } from "../errors.ts";
import { percent } from "../format.ts";
import { knownStrategy } from "../known-strategy.ts";

/** One outcome: of a paper, or of one of our trials. Fractions. */
export interface NeighbourOutcome {
  ar: number;
  pr: number | null;
  source: string;
}

/** A strategy whose vector points nearly the same way, and what the two have in common. */
export interface Neighbour {
  id: string;
  /** (1 + cosine) / 2. */
  similarity: number;
  methodId: string;
  /** Why it can't run; null when it can. */
  knowledgeOnly: string | null;
  sameMethod: boolean;
  /** Settings of both. */
  sharedSettings: string[];
  /** Hyperparameters of both whose values differ, with the neighbour's value. */
  otherSettings: string[];
  /** Techniques of both methods, where these differ. */
  sharedTechniques: string[];
  /** Results of papers that may be its own, and our trials of it alone. */
  published: NeighbourOutcome[];
  measured: (NeighbourOutcome & { taskId: string })[];
}

/**
 * The strategies nearest to one by the current vectors, with reasons. Published results are those
 * that NN_exp learns from (`experienceRows`) and that the neighbour agrees with: of its method,
 * with no setting but its own, at a share that strategies have.
 *
 * @throws ServerError `bad_request` when the strategy is unknown
 * @throws ServerError `no_embedding` when it has no vector of the current run
 */
export async function strategyNeighbours(graph: Graph, strategyId: string, atMost: number): Promise<Neighbour[]> {
  const own = await knownStrategy(graph, strategyId);
  const nearest = await run(graph, nearestStrategies, { strategyId, atMost });
  if (nearest.length === 0)
    throw new ServerError("no_embedding", `${strategyId} has no current vector; learn some: automc embed train`);
  const details = await run(graph, strategyDetails, { ids: [strategyId, ...nearest.map(({ id }) => id)] });
  const experience = await run(graph, experienceRows, {});
  const byId = new Map(details.map((each) => [each.id, each]));
  const here = byId.get(own.id)!;
  return nearest.map(({ id, similarity, methodId, ...runnable }) => {
    const there = byId.get(id)!;
    const techniques = new Set(here.techniques.map((technique) => technique.id));
    const shared = Object.entries(there.settings).filter(([name]) => name in here.settings);
    const same = shared.filter(([name, value]) => here.settings[name] === value);
    const published = experience.filter(
      (row) => row.offered && row.methodId === methodId && agrees(row.settings, there.settings),
    );
    return {
      ...{ id, similarity, methodId, knowledgeOnly: knowledgeOnly(runnable) },
      sameMethod: methodId === here.methodId,
      sharedSettings: same.map(written),
      otherSettings: shared.filter((each) => !same.includes(each)).map(written),
      sharedTechniques:
        methodId === here.methodId
          ? []
          : there.techniques.filter((each) => techniques.has(each.id)).map((each) => each.name),
      published: published.map(({ ar, pr, source }) => ({ ar, pr, source })),
      measured: there.measured,
    };
  });
}

const written = ([name, value]: [string, SettingValue]) => `${name}=${value}`;

function agrees(stated: Record<string, SettingValue>, own: Record<string, SettingValue>): boolean {
  return Object.entries(stated).every(([name, value]) => own[name] === value);
}

/** The reasons for a neighbour, for people, a phrase each. */
export function reasonsFor(neighbour: Neighbour): string[] {
  const { sameMethod, methodId, sharedSettings, otherSettings, sharedTechniques, published, measured } = neighbour;
  const outcome = ({ ar, pr, source }: NeighbourOutcome) =>
    `AR ${percent(ar)}${pr === null ? "" : ` at PR ${percent(pr)}`} (${source})`;
  const settings = `${sharedSettings.length ? sharedSettings.join(", ") : "no setting"} in common`;
  return [
    ...(sameMethod ? [`method ${methodId} too`] : []),
    ...(sharedTechniques.length ? [`technique in common: ${sharedTechniques.join(", ")}`] : []),
    otherSettings.length ? `${settings}, but ${otherSettings.join(", ")}` : settings,
    ...published.map((each) => `published: ${outcome(each)}`),
    ...measured.map((each) => `measured: ${outcome(each)} on ${each.taskId}`),
  ];
}
