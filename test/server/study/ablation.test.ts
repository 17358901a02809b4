import { expect, test } from "vitest";
import { type Algorithm, searches } from "../../../search/index.ts";
import { algorithmOf, embeddingAblation, methodsOf } from "../../../server/study/ablation.ts";
import { studyName } from "../../../server/study/prepare.ts";
import { studyRequest } from "../../../server/study/request.ts";

const asked = (without: string[], more: object = {}) => studyRequest.safeParse({ model: "m", without, ...more });
const refusal = (without: string[], more?: object) => asked(without, more).error?.issues[0]?.message;

test("the four ablations of the paper are taken, alone and together", () => {
  for (const part of ["graph", "experience", "sources=LeGR", "progression"]) expect(asked([part]).success).toBe(true);
  expect(asked(["graph", "sources=LeGR", "progression"]).data).toMatchObject({
    without: ["graph", "sources=LeGR", "progression"],
  });
});

test("a request that names none has none, so that earlier studies go on", () => {
  expect(studyRequest.parse({ model: "m" })).not.toHaveProperty("without");
});

test.each([
  [["graphs"], {}, /can't go without "graphs", only without graph, experience, progression, studies or sources=METHOD/],
  [["sources"], {}, /can't go without "sources"/],
  [["graph", "graph"], {}, "graph is there twice"],
  [["sources=NS", "sources=SFP"], {}, "sources is there twice"],
  [["experience", "graph"], {}, /can't go without both/],
  [["sources=NS"], { methods: ["NS"] }, /can't be named beside/],
  [["progression"], { algorithm: "evolution" }, /is for a progressive search .*evolution is none/],
] as const)("%j with %j is refused in one sentence", (without, more, says) => {
  expect(refusal([...without], more)).toMatch(says);
});

test("without a source of knowledge, vectors are learned without it", () => {
  expect(embeddingAblation({})).toBeUndefined();
  expect(embeddingAblation({ without: ["progression"] })).toBeUndefined();
  expect(embeddingAblation({ without: ["sources=NS", "graph"] })).toBe("graph");
  expect(embeddingAblation({ without: ["experience"] })).toBe("experience");
});

test("without sources, one method remains", () => {
  expect(methodsOf({})).toBeUndefined();
  expect(methodsOf({ methods: ["NS", "SFP"], without: ["graph"] })).toEqual(["NS", "SFP"]);
  expect(methodsOf({ without: ["sources=LeGR"] })).toEqual(["LeGR"]);
});

test("without progression, whole schemes are searched by reinforcement", () => {
  for (const algorithm of Object.keys(searches) as Algorithm[]) {
    expect(algorithmOf({ algorithm, without: ["graph"] })).toBe(algorithm);
    if (asked(["progression"], { algorithm }).success)
      expect(algorithmOf({ algorithm, without: ["progression"] })).toBe("reinforcement");
  }
});

test("a study without a name is called by what it goes without", () => {
  const { data } = asked(["graph", "sources=LeGR"]);
  expect(studyName(data!)).toBe("m-progressive-without-graph-without-sources-legr-1");
});

test("a name that would be too long is cut, and still another for another seed", () => {
  const long = ["graph", "sources=a-method-of-a-rather-long-name"];
  const names = [1, 2].map((seed) => studyName(asked(long, { seed }).data!));
  expect(names[0]).not.toBe(names[1]);
  for (const name of names) expect(name).toMatch(/^m-progressive-without-graph-without-sources-a-met.*-[0-9a-f]{8}$/);
});
