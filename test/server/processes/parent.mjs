// A process that starts the odd worker, prints its process id, and waits to be killed:
// node parent.mjs [goes on alone, or "" [what the worker does meanwhile]]
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";

register();
const { Child } = await import("../../../server/processes/child.ts");

const file = fileURLToPath(new URL("./odd-worker.mjs", import.meta.url));
const child = new Child({ file, args: process.argv.slice(2, 3) }, { environment: process.env });
const pid = await child.ask({ doing: "pid" });
if (process.argv[3]) void child.ask({ doing: process.argv[3] });
console.log(pid);
setInterval(() => {}, 1_000);
