import type { Route } from "../route.ts";
import { cypher } from "./cypher.ts";
import { datasets } from "./datasets.ts";
import { graphExport } from "./graph-export.ts";
import { health } from "./health.ts";
import { methods, oneMethod } from "./methods.ts";
import { papers } from "./papers.ts";
import { queries } from "./queries.ts";
import { results } from "./results.ts";
import { strategies } from "./strategies.ts";
import { best, createStudy, events, oneStudy, stopStudy, studies, trials } from "./studies.ts";
import { tasks } from "./tasks.ts";

/** Every address of the API; the application and the OpenAPI document are made from this list. */
export const routes: readonly Route[] = [
  health,
  methods,
  oneMethod,
  strategies,
  papers,
  results,
  tasks,
  datasets,
  studies,
  createStudy,
  oneStudy,
  stopStudy,
  trials,
  best,
  events,
  cypher,
  graphExport,
  ...queries,
];
