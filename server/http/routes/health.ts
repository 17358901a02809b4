import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { responds } from "../../../graph/index.ts";
import { ServerError } from "../../errors.ts";
import { contracts } from "../contracts/list.ts";
import { type ApiDependencies, route } from "../route.ts";

export const server = [
  route(contracts.health, async ({ deps }) => {
    await graphResponds(deps);
    return { status: "ok" as const, version: deps.version };
  }),
  route(contracts.ready, async ({ deps }) => {
    await graphResponds(deps);
    await access(deps.home, constants.W_OK).catch((cause) => {
      throw new ServerError("not_ready", "Nothing can be stored: the folder of AUTOMC_HOME can't be written.", {
        cause,
      });
    });
    return { status: "ready" as const, version: deps.version };
  }),
  route(contracts.metrics, async ({ deps }) => ({
    mediaType: "text/plain; version=0.0.4; charset=utf-8",
    text: await deps.metrics.text(deps),
  })),
];

async function graphResponds({ graph }: ApiDependencies): Promise<void> {
  await responds(graph);
}
