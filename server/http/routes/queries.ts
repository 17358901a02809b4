import { ask, namedQueries } from "../../../graph/index.ts";
import { describeQuery } from "../../describe-query.ts";
import { contracts } from "../contracts/list.ts";
import { askedQueries } from "../contracts/queries.ts";
import { route } from "../route.ts";

export const queries = [
  route(contracts.listQueries, async () => ({ queries: namedQueries.map(describeQuery) })),
  ...askedQueries.map(({ named, contract }) =>
    route(contract, async ({ deps, query }) => ({ rows: await ask(deps.graph, named, query) })),
  ),
];
