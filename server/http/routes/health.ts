import { readOnly } from "../../../graph/index.ts";
import { contracts } from "../contracts/list.ts";
import { route } from "../route.ts";

export const health = route(contracts.health, async ({ deps }) => {
  await readOnly(deps.graph, "RETURN 1 AS one", {}, { timeoutMs: 2000, maxRows: 1 });
  return { status: "ok" as const, version: deps.version };
});
