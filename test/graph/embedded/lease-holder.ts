import { once } from "node:events";
import { acquireGraphServer, type EmbeddedOptions } from "../../../graph/index.ts";

// A process that uses the embedded server: says which one it got, and gives it back when its
// standard input ends.
const options: EmbeddedOptions = JSON.parse(process.argv[2]!);
const server = await acquireGraphServer(options);
console.log(JSON.stringify({ pid: server.pid, started: server.started }));
process.stdin.resume();
await once(process.stdin, "end");
await server.release();
