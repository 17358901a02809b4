import { builtinSources, type Card, readDocument } from "../../ingest/index.ts";
import type { Settings } from "../contracts/card.ts";

/** Values that a small network runs in a second or two; E0 is 4 here, and an epoch 3 steps. */
export const settings: Settings = {
  HP1: 0.25,
  HP2: 0.2,
  HP3: 6,
  HP4: 3,
  HP5: 0.5,
  HP6: 0.9,
  HP7: 0.4,
  HP8: "l2_weight",
  HP9: 0.25,
  HP10: 1,
  HP11: "P1",
  HP12: "l1norm",
  HP13: 0.25,
  HP14: 1,
  HP15: 1,
  HP16: "MSE",
};
/** The methods of Table 1, and their cards. */
export const table1 = ["LMA", "LeGR", "NS", "SFP", "HOS", "LFB"];
export const cards = new Map<string, Card>();
for (const source of await builtinSources()) {
  const document = readDocument(source);
  if (document.kind === "card" && table1.includes(document.value.id)) cards.set(document.value.id, document.value);
}
