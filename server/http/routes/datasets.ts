import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { addDataset, colours, removeDataset } from "../../../datasets/index.ts";
import { contracts } from "../contracts/list.ts";
import { route } from "../route.ts";
import { unpackImages } from "../unpack-images.ts";

export const datasets = [
  route(contracts.addDataset, async ({ deps, query, body: uploaded }) => {
    const { name, size, colour, crop, test, augment, title, licence, from, citation } = query;
    const aside = `${uploaded.path}-images`;
    const file = `${uploaded.path}.npz`;
    await uploaded.moveTo(file);
    return deps.jobs.start({ kind: "dataset", title: `adding ${name}`, lane: "datasets" }, async (report, signal) => {
      try {
        await mkdir(aside);
        const source = (await unpackImages(file, aside)) ?? file;
        const [height, width] = size?.split("x").map(Number) ?? [];
        const found = await addDataset(
          {
            ...{ name, source, crop, testFraction: test, augmentation: augment, title, licence, from, citation },
            size: height && width ? [height, width] : undefined,
            channels: colour && colours[colour],
          },
          {
            home: join(deps.home, "datasets"),
            report: (done, of) => report({ stage: "adding", done: done / of, note: `${done} of ${of} images` }),
            signal,
          },
        );
        return { ...found };
      } finally {
        await uploaded.remove();
        await rm(aside, { recursive: true, force: true });
      }
    });
  }),
  route(contracts.removeDataset, async ({ deps, params: { name } }) => {
    await removeDataset(name, { home: join(deps.home, "datasets") });
    return { name };
  }),
];
