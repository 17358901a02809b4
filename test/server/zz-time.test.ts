import { expect, test } from "vitest";
import { temporaryHome, testGraph, testServer } from "../graph/server.ts";
import { environmentOf } from "./command-line.ts";
import { trainTiny, writeTinyKnowledge } from "./tiny.ts";
test("t", async () => {
  let t = performance.now(); const lap = (n: string) => { console.log(n, Math.round(performance.now() - t)); t = performance.now(); };
  await testServer(); lap("server");
  const driver = await testGraph(); lap("wipe");
  await writeTinyKnowledge({ driver }); lap("knowledge");
  const home = await temporaryHome(); lap("home");
  const e = environmentOf(home, await testServer());
  await trainTiny(e); lap("train");
  await driver.close();
  expect(1).toBe(1);
}, 100000);
