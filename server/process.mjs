// Starts one of our own worker processes, named by its argument; the processes that need one fork this file.
import { load } from "./load.mjs";

const { startWorker } = await load("workers");
await startWorker(process.argv[2]);
