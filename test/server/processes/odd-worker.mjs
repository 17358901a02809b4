// A worker for tests that does what it is asked, well or badly: node odd-worker.mjs [goes on alone, or ""]
import { register } from "tsx/esm/api";

register();
const { serve } = await import("../../../server/processes/serve.ts");

let requests = 0;
const doings = {
  echo: ({ value }) => value,
  count: () => ++requests,
  environment: ({ name }) => process.env[name],
  pid: () => process.pid,
  /** Reports each step, 0 to `steps` - 1. */
  steps({ steps }, { report }) {
    for (let step = 0; step < steps; step++) report({ step });
    return steps;
  },
  async ask({ questions }, { ask }) {
    const answers = [];
    for (const question of questions) answers.push(await ask(question));
    return answers;
  },
  throw({ code, message }) {
    throw Object.assign(new Error(message), code === undefined ? {} : { code });
  },
  unsendable: () => () => {},
  /** Blocks its event loop, as training does. */
  block() {
    for (;;);
  },
  exit({ code, lines }) {
    for (const line of lines) console.error(line);
    process.exit(code);
  },
  hoard() {
    const hoard = [];
    for (;;) hoard.push(Array.from({ length: 100_000 }, (_, at) => at / 7));
  },
  hoardBuffers() {
    const hoard = [];
    for (;;) hoard.push(Buffer.alloc(10_000_000, 1));
  },
  ignoreSignals() {
    process.on("SIGTERM", () => {});
  },
  /** Ends in order when it is told to, and says so. */
  endInOrder() {
    process.on("SIGTERM", () => {
      console.error("in order");
      process.exit(0);
    });
  },
};

const alone = { orphaned: () => setTimeout(() => process.exit(0), 3_000), patienceMs: 20_000 };
serve(async ({ doing, ...request }, caller) => doings[doing](request, caller), process.argv[2] ? alone : {});
