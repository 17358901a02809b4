import { addDataset, removeDataset } from "./datasets.ts";
import { listEmbeddings, mapEmbedding, nearestStrategies, trainEmbedding, useEmbedding } from "./embeddings.ts";
import { acceptPaper, ingestDocument, listIngests, readPaper, rollBackIngest, showIngest } from "./ingests.ts";
import { cancelJob, followJob, listJobs, showJob } from "./jobs.ts";
import { exportGraph, listDatasets, listPapers, listStrategies, listTasks, runCypher } from "./knowledge.ts";
import { listMethods, showMethod } from "./methods.ts";
import {
  downloadExport,
  downloadModel,
  exportModel,
  importModel,
  listModels,
  measureModel,
  nameModel,
  showModel,
  trainModel,
} from "./models.ts";
import { listQueries } from "./queries.ts";
import { listResults } from "./results.ts";
import { health, metrics, ready } from "./server.ts";
import {
  bestTrials,
  compareStudies,
  createStudy,
  deleteStudy,
  exportStudy,
  followStudy,
  listStudies,
  listTrials,
  resumeStudy,
  showStudy,
  stopStudy,
  studyOutlook,
  studyPoints,
  studyReport,
  studyReportPage,
} from "./studies.ts";

/**
 * The contracts of the API by their operations, but for those of the named queries, which are all alike. The page takes
 * its types from here: `z.output<typeof contracts.showStudy.answer>`.
 */
export const contracts = {
  addDataset,
  removeDataset,
  health,
  ready,
  metrics,
  listMethods,
  showMethod,
  listStrategies,
  listPapers,
  listResults,
  listTasks,
  listDatasets,
  listModels,
  trainModel,
  importModel,
  showModel,
  nameModel,
  measureModel,
  downloadModel,
  exportModel,
  downloadExport,
  listStudies,
  createStudy,
  compareStudies,
  showStudy,
  deleteStudy,
  stopStudy,
  resumeStudy,
  listTrials,
  studyOutlook,
  studyPoints,
  studyReport,
  studyReportPage,
  exportStudy,
  bestTrials,
  followStudy,
  listIngests,
  ingestDocument,
  showIngest,
  rollBackIngest,
  readPaper,
  acceptPaper,
  listEmbeddings,
  trainEmbedding,
  nearestStrategies,
  mapEmbedding,
  useEmbedding,
  listJobs,
  showJob,
  cancelJob,
  followJob,
  runCypher,
  exportGraph,
  listQueries,
};
