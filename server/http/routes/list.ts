import type { Route } from "../route.ts";
import { datasets } from "./datasets.ts";
import { embeddings } from "./embeddings.ts";
import { server } from "./health.ts";
import { ingests } from "./ingests.ts";
import { jobs } from "./jobs.ts";
import { knowledge } from "./knowledge.ts";
import { methods } from "./methods.ts";
import { models } from "./models.ts";
import { queries } from "./queries.ts";
import { studies } from "./studies.ts";

/** Every address of the API; the application and the OpenAPI document are made from this list. */
export const routes: readonly Route[] = [
  ...server,
  ...methods,
  ...knowledge,
  ...datasets,
  ...models,
  ...studies,
  ...ingests,
  ...embeddings,
  ...jobs,
  ...queries,
];
