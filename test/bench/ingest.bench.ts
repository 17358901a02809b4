import { bench, describe } from "vitest";
import { expand } from "../../ingest/card/strategies.ts";
import { readPaper } from "../../ingest/index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const once = { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 };
/** Reads a document, or has it refused: both must end soon. */
const read = async (text: string, file: string): Promise<void> => {
  await readPaper(bytes(text), file).catch(() => {});
};

const row = "| FPGM | 93.26 | 52.6 |\n";
const large = `| Method | Acc. | FR |\n|---|---|---|\n${row.repeat(Math.floor(10e6 / row.length))}`;

describe("documents that were made to take long", () => {
  bench("Markdown, a table of 10 MB", () => read(large, "a.md"), once);
  bench("HTML, 50,000 nested blocks", () => read("<div>".repeat(50_000), "a.html"), once);
  bench("HTML, 2,000 tables in tables", () => read("<table><tr><td>".repeat(2_000), "a.html"), once);
  bench("Markdown, 50,000 nested quotations", () => read(`${">".repeat(50_000)} quoted`, "a.md"), once);
  bench("Markdown, 5,000 times emphasis that never ends", () => read("*a **a ".repeat(5_000), "a.md"), once);
  bench("LaTeX, 50,000 nested groups", () => read(`\\begin{document}${"{".repeat(50_000)}`, "a.tex"), once);
});

const hyperparameters = [1, 2, 3, 4].map((at) => ({ id: `HP${at}`, name: "x", values: [1, 2, 3, 4, 5, 6, 7, 8] }));

bench("expand, a card of 4,096 strategies", () => {
  expand({ id: "M", steps: [{ operator: "prune", params: {} }] }, hyperparameters, ["prune"]);
});
