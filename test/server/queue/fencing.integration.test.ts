import { setTimeout as sleep } from "node:timers/promises";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { leaseEvaluation, readOnly } from "../../../graph/index.ts";
import type { Lease } from "../../../server/queue/contract.ts";
import { GraphLedger } from "../../../server/queue/graph-ledger.ts";
import type { CompressJob } from "../../../server/training/jobs.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph } from "../../graph/server.ts";
import { hashIs, strategyIs } from "../../ids.ts";

let driver: Driver;
beforeAll(async () => {
  driver = await testGraph();
});
beforeEach(() => emptied(driver, "Evaluation"));
afterAll(() => driver.close());

const original = hashIs("0".repeat(64));
const job: CompressJob = {
  ...{ kind: "compress", model: original, original, scheme: [strategyIs("A(HP1=1)")] },
  ...{ steps: [{ operator: "prune", params: {} }], seed: 1 },
};
const about = { device: "cpu-test", engine: 5 };
const wanted = (key: string) => ({ key, job, ...about, dataset: "mnist", files: null });
const worker = (owner: string) => ({ owner, ...about, memoryMb: 1_000, datasets: ["mnist"] });
const refused = (failure: string) => ({ state: "refused" as const, failure });
const leased = async (ledger: GraphLedger, owner: string, key = "k") =>
  (await ledger.lease(worker(owner), key)) as Lease;

/** A record whose leases run out at once, or last. */
const ledgerFor = (forMs: number) => new GraphLedger({ driver }, { forMs });

test("a commit that is under way when another worker takes the evaluation writes nothing", async () => {
  const ledger = ledgerFor(1);
  // Planned once before the race: the first planning takes longer than the window, which would hide a fault.
  await ledger.open(wanted("other"), "s");
  await ledger.commit(await leased(ledger, "a", "other"), refused("planned"));

  await ledger.open(wanted("k"), "s");
  const first = await leased(ledger, "a");
  await sleep(50);
  const session = driver.session();
  const second = session.beginTransaction();
  const given = leaseEvaluation.params.parse({ ...worker("b"), key: "k", forMs: 60_000, most: 3 });
  const { records } = await second.run(leaseEvaluation.cypher, given);
  expect(records[0]!.get("token")).toBe(2);
  let answered = false;
  const late = ledger.commit(first, refused("by the first")).finally(() => {
    answered = true;
  });
  await sleep(300);
  expect(answered).toBe(false); // it waits for the second's lock
  await second.commit();
  await session.close();
  expect(await late).toBe(false);
  expect(await ledger.renew(first)).toBe("lost");
  const [standing] = await ledger.standings(["k"]);
  expect(standing).toMatchObject({ state: "leased", token: 2, outcome: null });
  expect(await ledger.commit({ ...first, token: 2 }, refused("by the second"))).toBe(true);
  expect(await ledger.commit(first, refused("by the first"))).toBe(false);
  expect((await ledger.standings(["k"]))[0]!.outcome).toEqual(refused("by the second"));
});

test("of many who take an evaluation at once one gets it, and a commit sent twice is one", async () => {
  const ledger = ledgerFor(60_000);
  await Promise.all(["a", "b", "c"].map((study) => ledger.open(wanted("k"), study)));
  const leases = await Promise.all(Array.from({ length: 12 }, (_, at) => ledger.lease(worker(`w${at}`), "k")));
  const mine = leases.filter((lease): lease is Lease => typeof lease === "object");
  expect(mine).toHaveLength(1);
  const answers = await Promise.all([1, 2, 3].map(() => ledger.commit(mine[0]!, refused("once"))));
  expect(answers).toEqual([true, true, true]);
  const { rows } = await readOnly(
    { driver },
    "MATCH (e:Evaluation) RETURN e.commits AS commits, e.attempts AS attempts",
  );
  expect(rows).toEqual([{ commits: 1, attempts: 1 }]);
});

test("an evaluation whose worker is lost each time fails after three attempts, and can be wanted again", async () => {
  const ledger = ledgerFor(1);
  await ledger.open(wanted("k"), "s");
  for (const attempts of [1, 2, 3]) {
    expect(await ledger.lease(worker(`w${attempts}`), "k")).toMatchObject({ attempts, token: attempts });
    await sleep(20);
  }
  expect(await ledger.lease(worker("w4"), "k")).toBe(undefined);
  const [standing] = await ledger.standings(["k"]);
  expect(standing).toMatchObject({ state: "failed", failure: { code: "scheme_poisonous" } });
  expect(standing!.failure!.reason).toContain("w3");
  expect(await ledger.open(wanted("k"), "s")).toMatchObject({ state: "open" });
  expect(await ledger.lease(worker("w5"), "k")).toMatchObject({ attempts: 1, token: 4 });
});

test("one that was too large for its worker waits for a larger one", async () => {
  const ledger = ledgerFor(60_000);
  await ledger.open(wanted("k"), "s");
  const lease = await leased(ledger, "small");
  await ledger.giveBack(lease, { reason: "It needed more.", code: "scheme_poisonous", final: false, needsMb: 1_001 });
  expect(await ledger.lease(worker("small"), "k")).toBe("unfit");
  expect(await ledger.lease(worker("small"))).toBe(undefined);
  expect(await ledger.lease({ ...worker("large"), memoryMb: 2_000 })).toMatchObject({ key: "k", attempts: 2 });
});

test("another version of the operators, another device or other data are another worker's", async () => {
  const ledger = ledgerFor(60_000);
  await ledger.open(wanted("k"), "s");
  for (const other of [{ engine: 6 }, { device: "cuda-x" }, { datasets: ["cifar10"] }])
    expect(await ledger.lease({ ...worker("w"), ...other }, "k")).toBe("unfit");
  expect(await ledger.lease({ ...worker("w"), datasets: null }, "k")).toMatchObject({ token: 1 });
});
