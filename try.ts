import { readLinkGraph } from "./server/bench/link-graph.ts";
import { fitLinks } from "./server/bench/fit-links.ts";
const [,, name, python, optsText, ...seeds] = process.argv;
const graph = await readLinkGraph(name as any, { environment: process.env } as any, python!);
for (const seed of seeds) for (const o of JSON.parse(optsText!)) {
  const r = await fitLinks(graph, o, Number(seed), () => {}, new AbortController().signal);
  const cpu = [...r.cpuSeconds].sort((a,b)=>a-b)[r.cpuSeconds.length>>1];
  console.log(name, seed, JSON.stringify(o), "val", r.validation.mrr.toFixed(3), r.validation.hitsAt10.toFixed(3), "test", r.test.mrr.toFixed(3), r.test.hitsAt10.toFixed(3), "cpu", cpu!.toFixed(3), "rank", r.test.seconds.toFixed(2));
}
