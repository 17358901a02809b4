import { resolve } from "node:path";
import type { ExportFacts, ExportFormat } from "../../../compress/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { writeFolder } from "../../artifacts/new-folder.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";
import { costTable } from "../views/cost-table.ts";

interface Options {
  format: ExportFormat;
  to?: string;
  json: boolean;
}

/** `automc model export`: a stored model for other programs, checked, with a model card. */
export async function exportStored(reference: string, { format, to, json }: Options): Promise<void> {
  const session = openSession({ quiet: json });
  const { hash } = await readModel(session.artifacts, await session.artifacts.resolveModel(reference));
  const name = hash.startsWith(reference) ? hash.slice(0, 12) : reference;
  const path = resolve(to ?? `${name}-${format}`);
  const facts = await writeFolder(path, (aside) =>
    withTraining(session, async (training, signal) => {
      const task = session.progress.begin(`exporting ${name}`, 1);
      const done = await training.run<ExportFacts>(
        { kind: "export", model: hash, format, name, to: aside },
        (progress) => task.update(progress.done, progress.note),
        signal,
      );
      task.end();
      return done;
    }),
  );
  if (json) return printJson({ ...facts, path });
  print(describeExport(facts));
  print(`Exported to ${path}; its README.md describes it.`);
}

/** An export as people read it. */
function describeExport({ name, files, parity, program, cost, original }: ExportFacts): string {
  const { logits, probabilities, images, onBorder } = parity;
  const differences = [
    `logits by at most ${logits.most.toExponential(1)}`,
    ...(probabilities ? [`probabilities by at most ${probabilities.most.toExponential(1)}`] : []),
  ];
  const excluded = onBorder > 0 ? `, ${onBorder} of them excluded, as a value is on the border of a segment` : "";
  const sheets = [...(original ? [{ name: "original", sheet: original.cost }] : []), { name, sheet: cost }];
  return [
    costTable(sheets),
    table(
      ["file", "bytes", "after gzip"],
      files.map(({ name, bytes, gzippedBytes }) => [name, bytes, gzippedBytes]),
    ),
    `Loaded in ${program}, it returns the same: ${differences.join(", ")} apart, on ${images} images${excluded}.`,
  ].join("\n");
}
