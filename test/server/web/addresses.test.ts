import { expect, test } from "vitest";
import { namedQueries } from "../../../graph/index.ts";
import { contracts } from "../../../server/http/contracts/list.ts";
import { addresses } from "../../../server/web/src/api/calls.ts";
import { sourcesIn, textOf } from "../../imports.ts";

test("each operation that the page calls is where the page looks for it", () => {
  const theirs = Object.keys(addresses).map((id) => {
    const { method, path } = contracts[id as keyof typeof addresses];
    return [id, [method, path]];
  });
  expect(addresses).toEqual(Object.fromEntries(theirs));
});

test("the page asks only named queries that there are", () => {
  const asked = sourcesIn(["server/web"]).flatMap((file) =>
    [...textOf(file).matchAll(/\b(?:useQuery|askQuery)\("([^"]+)"/g)].map(([, name]) => name!),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !namedQueries.some((each) => each.name === name))).toEqual([]);
});
