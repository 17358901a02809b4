import { once } from "node:events";
import { startAutomc } from "../server/cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../server/tiny-studies.ts";
import { type Visitor, visitor } from "./visitor.ts";

/** The real server over a real graph, with a quick method and a small model, and somebody who visits it. */
export interface Served {
  address: string;
  tiny: TinyStudies;
  visitor: Visitor;
  /** A study that nobody ran, as the API would show it. */
  aStudy: Record<string, unknown>;
  close(): Promise<void>;
}

export async function served(): Promise<Served> {
  const tiny = await tinyStudies();
  const server = startAutomc(["serve", "--port", "0"], tiny.environment);
  const said = await server.until("stdout", "listens at");
  const address = /listens at (\S+) /.exec(said)![1]!;
  const visits = await visitor(address);
  return {
    address,
    tiny,
    visitor: visits,
    aStudy: {
      ...{
        name: "huge",
        taskId: "resnet8/mnist",
        algorithm: "random",
        target: 0.3,
        seed: 1,
        config: {},
        state: "done",
      },
      ...{ failure: null, createdAt: "2026-01-01T00:00:00Z", embeddingRun: null, earlier: null, earlierWeights: null },
      ...{ baseAccuracy: 0.9, baseValidationAccuracy: 0.9, baseParameters: 1000, baseFlops: 1000, baseArtifact: null },
      ...{ confirmed: [], trials: 0 },
    },
    async close() {
      await visits.close();
      server.child.kill("SIGINT");
      if (server.child.exitCode === null) await once(server.child, "exit");
      await tiny.close();
    },
  };
}
