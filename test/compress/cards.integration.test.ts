import { expect, test } from "vitest";
import { cardContract } from "../contracts/card.ts";
import { cards, settings, table1 } from "./table1-cards.ts";

test("the six cards of Table 1 are here", () => {
  expect([...cards.keys()].sort()).toEqual([...table1].sort());
});
for (const card of cards.values()) cardContract(card, settings);
