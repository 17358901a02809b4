import neo4j from "neo4j-driver";
import * as core from "neo4j-driver-core";
import { readFileSync } from "node:fs";
import { initGraph } from "/work/main/ingest/index.ts";
const driver = neo4j.driver("bolt://127.0.0.1:17799", neo4j.auth.basic("neo4j","testtest1"), {disableLosslessIntegers: true});
const pid = readFileSync("/tmp/gingest/pid","utf8").trim();
const cpu = () => { const f = readFileSync(`/proc/${pid}/stat`,"utf8").split(") ")[1]!.split(" "); return (Number(f[11])+Number(f[12]))/100; };
const proto = (core as any).ManagedTransaction.prototype; const orig = proto.run;
let on = false;
proto.run = function (q: string, p: any) { const t = performance.now(), c = cpu(); const r = orig.call(this, q, p); if (on) r.then((x: any) => { const d = performance.now()-t; if (d > 150) console.log(d.toFixed(0), (cpu()-c).toFixed(2), q.slice(0,110).replace(/\s+/g," "), x.summary.resultAvailableAfter, x.summary.resultConsumedAfter); }); return r; };
const s = driver.session(); const graph = {driver};
await s.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS");
on = true;
for (let j = 0; j < 3; j++) { const c = cpu(), t = performance.now(); const cp = process.cpuUsage();
const r = await initGraph(graph, { operators: ["fineTune","prune","softPrune","sparseTrain"] });
const u = process.cpuUsage(cp);
console.log(`--- wall ${((performance.now()-t)/1000).toFixed(1)} java cpu ${(cpu()-c).toFixed(1)} node ${((u.user+u.system)/1e6).toFixed(1)}`, r.changes.nodesCreated); }
await s.close(); await driver.close();
