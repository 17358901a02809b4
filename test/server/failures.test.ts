import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CompressError, compressFailures } from "../../compress/errors.ts";
import { DatasetError, datasetFailures } from "../../datasets/errors.ts";
import { EmbedError, embedFailures } from "../../embed/errors.ts";
import { GraphError, graphFailures } from "../../graph/errors.ts";
import { IngestError, ingestFailures } from "../../ingest/errors.ts";
import { SearchError, searchFailures } from "../../search/errors.ts";
import { exitCodeOf } from "../../server/cli/exit.ts";
import { BadInput, ServerError, serverFailures } from "../../server/errors.ts";
import { failureOf } from "../../server/failures.ts";
import { HttpError, httpFailures, problemOf } from "../../server/http/problem.ts";
import { sourcesIn } from "../imports.ts";

type Table = Record<string, { status: number; retry: boolean; apiStatus?: number }>;
type Class = new (code: never, message: string) => Error;

const classes: [Class, Table][] = [
  [CompressError, compressFailures],
  [DatasetError, datasetFailures],
  [EmbedError, embedFailures],
  [GraphError, graphFailures],
  [IngestError, ingestFailures],
  [SearchError, searchFailures],
  [ServerError, serverFailures],
  [HttpError, httpFailures],
];

test.each(
  classes,
)("every failure of $name has the row of its own table, whatever others use the code for", (Of, table) => {
  for (const [code, row] of Object.entries(table)) {
    const error = new Of(code as never, "A sentence.");
    expect(failureOf(error)).toEqual({ code, ...row });
    expect(problemOf(error)).toMatchObject({ code, status: row.apiStatus ?? row.status, retry: row.retry });
    expect(exitCodeOf(error)).toBe(row.status < 500 ? 2 : 1);
  }
});

test("two tables do use one code, with rows that differ", () => {
  expect(problemOf(new BadInput("A sentence."))).toMatchObject({ code: "bad_input", status: 400 });
  expect(problemOf(new SearchError("bad_input", "A sentence."))).toMatchObject({ code: "bad_input", status: 422 });
});

test("every class of errors in the source has a table here, but for what never reaches a user as it is", () => {
  const inside = ["Interrupted", "ChildDied", "ChildFailure", "EndedEarly", "LeaseEnded"];
  const source = ["graph", "ingest", "embed", "search", "compress", "datasets", "server"];
  const declared = sourcesIn(source).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/class (\w+) extends Error\b/g)].map(([, name]) => name!),
  );
  expect(declared.sort()).toEqual([...classes.map(([{ name }]) => name), ...inside].sort());
});

test("what is none of ours has no row, even where it has a code", () => {
  const foreign = Object.assign(new Error("ENOENT: no such file"), { code: "not_found" });
  for (const error of [foreign, Object.assign(foreign, { failure: "a sentence" }), { code: "not_found" }, "text", null])
    expect(failureOf(error)).toBeUndefined();
  expect(problemOf(foreign)).toMatchObject({ code: "internal_error", status: 500 });
});
