import { knowledgeOnly, listMethods as methodsInGraph, run } from "../../../graph/index.ts";
import { ServerError } from "../../errors.ts";
import { contracts } from "../contracts/list.ts";
import { listRoute, route } from "../route.ts";

export const methods = [
  listRoute(contracts.listMethods, async ({ deps }) => (await run(deps.graph, methodsInGraph, {})).map(withReason)),
  route(contracts.showMethod, async ({ deps, params }) => {
    const all = await run(deps.graph, methodsInGraph, {});
    const found = all.find(({ id }) => id === params.id);
    if (!found) {
      const known = all.map(({ id }) => id).join(", ");
      throw new ServerError("unknown_method", `There is no method "${params.id}"; known: ${known || "none yet"}.`);
    }
    return withReason(found);
  }),
];

function withReason<Row extends Parameters<typeof knowledgeOnly>[0]>(row: Row): Row & { knowledgeOnly: string | null } {
  return { ...row, knowledgeOnly: knowledgeOnly(row) };
}
