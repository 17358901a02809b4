import type { Page } from "playwright-core";
import type { Served } from "./served.ts";

const columns = [
  ...["number", "state", "scheme", "pr", "fr", "lr", "ar", "accuracy", "validationAr", "parameters"],
  ...["arStep", "prStep", "predictedArStep", "predictedPrStep", "seconds"],
];

/** A trial that nobody ran. */
export interface InventedTrial {
  pr: number;
  ar: number;
}

/**
 * Lets a window of the page find a study `huge` of so many trials, in the API's own shapes: to write
 * as many into a graph takes a quarter of an hour.
 */
export async function withHugeStudy(page: Page, { aStudy }: Served, count: number): Promise<InventedTrial[]> {
  const trials = Array.from({ length: count }, (_, i) => {
    return { pr: 0.9 * Math.abs(Math.sin(i + 1)), ar: 0.02 - 0.2 * Math.abs(Math.cos(3 * (i + 1))) };
  });
  const rows = trials.map(({ pr, ar }, at) => {
    const [number, fr, seconds] = [at + 1, pr * (0.7 + 0.3 * Math.abs(Math.sin(7 * at))), 1 + (at % 13)];
    const scheme = Array.from({ length: 1 + (at % 3) }, (_, step) => `NS(HP1=${number}.${step})`).join(" -> ");
    const measured = [pr, fr, null, ar, 0.9 * (1 + ar), ar, Math.round(1000 * (1 - pr))];
    return [number, "complete", scheme, ...measured, ar, pr, ar * 0.9, pr, seconds];
  });
  const values = columns.map((_, column) => rows.map((row) => row[column]!));
  await page.route("**/api/v1/studies/huge/points", (route) => route.fulfill({ json: { columns, values } }));
  const study = { ...aStudy, name: "huge", trials: count, state: "done" };
  const events = ["study", "end"].map((event) => `event: ${event}\ndata: ${JSON.stringify(study)}\n\n`).join("");
  await page.route("**/api/v1/studies/huge/events", (route) =>
    route.fulfill({ contentType: "text/event-stream", body: events }),
  );
  const report = { verdict: "ACCEPT", reasons: [], chosen: null, knee: null, heldOut: null, history: [], widths: [] };
  await page.route("**/api/v1/studies/huge/report?*", (route) => route.fulfill({ json: report }));
  await page.route("**/api/v1/studies/huge/report", (route) => route.fulfill({ json: report }));
  return trials;
}
