import { join } from "node:path";
import { inferenceEngines } from "../../../compress/index.ts";
import { modelLayers } from "../../artifacts/layers.ts";
import { readModel, type StoredModel } from "../../artifacts/model.ts";
import { writeFolder } from "../../artifacts/new-folder.ts";
import { zipFolder } from "../../artifacts/zip.ts";
import { BadInput } from "../../errors.ts";
import type { ExportJob, ImportJob, TrainJob, TrainResult } from "../../training/jobs.ts";
import { trainJob } from "../../training/jobs.ts";
import { contracts } from "../contracts/list.ts";
import { type ApiDependencies, listRoute, route } from "../route.ts";
import { jobOf } from "./jobs.ts";
import { modelFileKind } from "./model-file.ts";

const lane = "training";
const networks = trainJob.shape.network.options;

export const models = [
  listRoute(contracts.listModels, async ({ deps }) => {
    const hashes = [...new Set((await deps.artifacts.names()).map(({ hash }) => hash))];
    return Promise.all(hashes.map(async (hash) => shown(deps, await readModel(deps.artifacts, hash))));
  }),
  route(contracts.trainModel, async ({ deps, body: { network: wanted, name, data, sample, width, ...settings } }) => {
    const network = networks.find((id) => id === wanted);
    if (network === undefined) throw new BadInput(`There is no network "${wanted}"; known are ${networks.join(", ")}.`);
    const dataset = { name: data, sample, validationFraction: 0.1 };
    const job: TrainJob = { kind: "train", network, dataset, ...settings, ...(width !== undefined && { width }) };
    return deps.jobs.start({ kind: "train", title: `training ${network} on ${data}`, lane }, async (report, signal) =>
      named(deps, name, await deps.training<TrainResult>(job, report, signal)),
    );
  }),
  route(contracts.importModel, async ({ deps, query: { name, data, sample, input, ...settings }, body: uploaded }) => {
    const kind = await modelFileKind(uploaded.path);
    const file = `${uploaded.path}.${kind}`;
    const dataset = { name: data, sample, validationFraction: 0.1 };
    const job: ImportJob = { kind: "import", file, network: name, dataset, input, settle: false, ...settings };
    await uploaded.moveTo(file);
    return deps.jobs.start({ kind: "import", title: `importing ${name}`, lane }, async (report, signal) => {
      try {
        return await named(deps, name, await deps.training<TrainResult>(job, report, signal));
      } finally {
        await uploaded.remove();
      }
    });
  }),
  route(contracts.showModel, async ({ deps, params }) => {
    const model = await find(deps, params.model);
    return { ...(await shown(deps, model)), layers: await modelLayers(deps.artifacts, model.hash) };
  }),
  route(contracts.nameModel, async ({ deps, params, body: { name } }) => {
    const model = await find(deps, params.model);
    await deps.artifacts.nameModel(name, model.hash);
    return shown(deps, model);
  }),
  route(contracts.measureModel, async ({ deps, params, body: { batchSizes } }) => {
    const { hash, card } = await find(deps, params.model);
    const original = card.original === null ? [] : [(await find(deps, card.original)).hash];
    const job = {
      kind: "costSheets" as const,
      models: [hash, ...original],
      batchSizes,
      engines: [...inferenceEngines],
    };
    return deps.jobs.start({ kind: "cost", title: `measuring ${params.model}`, lane }, (report, signal) =>
      deps.training<Record<string, unknown>>(job, report, signal),
    );
  }),
  route(contracts.downloadModel, async ({ deps, params }) => {
    const { hash } = await find(deps, params.model);
    const bytes = await zipFolder(deps.artifacts.modelDirectory(hash));
    return { mediaType: "application/zip", name: `${hash.slice(0, 12)}.zip`, bytes };
  }),
  route(contracts.exportModel, async ({ deps, params, body: { format } }) => {
    const { hash } = await find(deps, params.model);
    const name = hash.startsWith(params.model) ? hash.slice(0, 12) : params.model;
    const started = deps.jobs.start({ kind: "export", title: `${name} as ${format}`, lane }, (report, signal) =>
      writeFolder(exportFolder(deps, started.id), async (to) => {
        const job: ExportJob = { kind: "export", model: hash, format, name, to };
        const facts = await deps.training<Record<string, unknown>>(job, report, signal);
        return { ...facts, download: `/api/v1/exports/${started.id}` };
      }),
    );
    return started;
  }),
  route(contracts.downloadExport, async ({ deps, params: { id } }) => {
    const { result, kind, title } = jobOf(deps.jobs, id);
    if (kind !== "export" || result === null)
      throw new BadInput(`The job ${id} (${title}) has written no export; see /api/v1/jobs/${id}.`);
    const name = `${result.name}-${result.format}.zip`;
    return { mediaType: "application/zip", name, bytes: await zipFolder(exportFolder(deps, id)) };
  }),
];

async function find({ artifacts }: ApiDependencies, reference: string): Promise<StoredModel> {
  return readModel(artifacts, await artifacts.resolveModel(reference));
}

/** A model as the API returns it. */
async function shown({ artifacts }: ApiDependencies, { hash, card }: StoredModel) {
  const names = (await artifacts.names()).filter((each) => each.hash === hash).map(({ name }) => name);
  const { datasetFingerprint: _, width: __, dataset, shape, ...rest } = card;
  return { hash, names, name: names[0] ?? null, data: dataset.name, dataset, shape: [...shape], ...rest };
}

async function named({ artifacts }: ApiDependencies, name: string, { hash, card, seconds }: TrainResult) {
  await artifacts.nameModel(name, hash);
  const { parameters, flops, validationAccuracy, testAccuracy } = card;
  return { name, hash, seconds, parameters, flops, validationAccuracy, testAccuracy };
}

function exportFolder({ scratch }: ApiDependencies, id: string): string {
  return join(scratch, "exports", id);
}
