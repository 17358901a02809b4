import { readFileSync } from "node:fs";
import neo4j from "neo4j-driver";
import { initGraph } from "/work/main/ingest/index.ts";

const driver = neo4j.driver("bolt://127.0.0.1:17799", neo4j.auth.basic("neo4j", "testtest1"), {
  disableLosslessIntegers: true,
});
const s = driver.session();
const graph = { driver };
const pid = readFileSync("/tmp/gingest/pid", "utf8").trim();
const cpu = () => {
  const f = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(f[11]) + Number(f[12])) / 100;
};
for (let i = 0; i < 2; i++) {
  await s.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS");
  for (let j = 0; j < 2; j++) {
    const c = cpu(),
      t = performance.now(),
      me = process.cpuUsage();
    let last = t;
    const marks: string[] = [];
    const r = await initGraph(graph, {
      operators: ["fineTune", "prune", "softPrune", "sparseTrain"],
      report: ({ done }) => {
        const n = performance.now();
        marks.push(`${done}:${Math.round(n - last)}`);
        last = n;
      },
    });
    const u = process.cpuUsage(me);
    console.log(
      `wall ${((performance.now() - t) / 1000).toFixed(1)} java cpu ${(cpu() - c).toFixed(1)} node cpu ${((u.user + u.system) / 1e6).toFixed(1)}`,
      r.changes.nodesCreated,
      marks.join(" "),
    );
  }
}
await s.close();
await driver.close();
