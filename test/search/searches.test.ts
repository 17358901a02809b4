import { expect, test } from "vitest";
import { type Algorithm, progressiveSearches, searches } from "../../search/index.ts";
import { algorithms } from "../../server/cli/options.ts";
import { studyRequest } from "../../server/study/request.ts";
import { searchContract } from "../contracts/search.ts";

for (const [name, search] of Object.entries(searches))
  searchContract(name, search, {
    endsEarly: name === "grid",
    readsVectors: progressiveSearches.includes(name as Algorithm),
  });

test("a study's request and the command line may name every search, and no other", () => {
  expect([...algorithms]).toEqual(Object.keys(searches));
  for (const algorithm of Object.keys(searches))
    expect(studyRequest.parse({ model: "m", algorithm })).toMatchObject({ algorithm });
  expect(studyRequest.safeParse({ model: "m", algorithm: "bayes" }).success).toBe(false);
});
