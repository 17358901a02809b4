import { expect, test } from "vitest";
import { testGraph } from "./server.ts";
test("a shared server", async () => {
  const driver = await testGraph();
  const { records } = await driver.executeQuery("MATCH (n) RETURN count(n) AS n");
  expect(records[0]!.get("n")).toBe(0);
  await driver.close();
});
