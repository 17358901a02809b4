import type { StoredModel } from "../../artifacts/model.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

/** A stored model as people read it. */
export function describeModel({ hash, card }: StoredModel, path: string): string {
  const rows: [string, string][] = [
    ["network", card.network + (card.width === undefined ? "" : `, width ${card.width}`)],
    ["data", `${card.dataset.name}, ${card.shape.join("×")}, ${card.classes.length} classes`],
    ["parameters", String(card.parameters)],
    [
      "MACs, FLOPs",
      `${card.macs}, ${card.flops} (FLOPs = 2 × MACs with biases, normalisations, activations and poolings)`,
    ],
    ["accuracy", `${percent(card.testAccuracy)} on test data, ${percent(card.validationAccuracy)} on validation data`],
    ["pre-training", `${card.pretrainEpochs} epochs, batch ${card.batchSize}, seed ${card.seed}`],
    ["made by", card.scheme.join("\n-> ") || "training"],
    ["made from", card.original ?? "–"],
    ["hash", hash],
    ["files", path],
  ];
  return table(["what", "value"], rows);
}
