import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stopEmbedded } from "../../graph/index.ts";
import { automcJson, environmentOf, startAutomc } from "../server/cli/command-line.ts";
import { temporaryHome } from "../server/temporary-home.ts";
import { tinyCard } from "../server/tiny-card.ts";
import { tinyArguments } from "../server/train-tiny.ts";
import { clocks } from "./clocks.ts";
import { disks } from "./disk.ts";
import { fuzz } from "./fuzz.ts";
import { ingestKills } from "./ingest-kills.ts";
import { kills } from "./kills.ts";
import { type Row, rowInWords } from "./row.ts";
import { serveKills } from "./serve-kills.ts";
import { withoutToken } from "./tokens.ts";
import { traversals, traverse } from "./traversal.ts";
import { versions } from "./versions.ts";

// `npm run test:trust`: attacks a real server, real studies and a real disk, in a home of its own.
const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    kills: { type: "string", default: "50" },
    serves: { type: "string", default: "10" },
    ingests: { type: "string", default: "10" },
    clocks: { type: "string", default: "3" },
    versions: { type: "string", default: "2" },
    disks: { type: "string", default: "10" },
    strings: { type: "string", default: String(traversals.length) },
    seed: { type: "string", default: "1" },
  },
});
const number = (name: keyof typeof values) => Number(values[name]);
const seed = number("seed");

const home = await temporaryHome();
const environment = environmentOf(home);

const rows: Row[] = [];
const report = (row: Row) => {
  rows.push(row);
  console.log(rowInWords(row));
};

try {
  await startAutomc(["up"], environment).ended;
  const card = join(home, "cut.yaml");
  await writeFile(card, tinyCard);
  const ingested = await startAutomc(["ingest", card], environment).ended;
  if (ingested.code !== 0) throw new Error(ingested.stderr);
  await automcJson(tinyArguments, environment);

  const token = "a-token-of-the-trust-test";
  for (const [more, attacks] of [
    [
      {},
      [
        (at: string) => fuzz(at, { requests: number("requests"), seed }),
        (at: string) => traverse(at, { strings: number("strings") }),
      ],
    ],
    [{ AUTOMC_TOKEN: token }, [(at: string) => withoutToken(at, token)]],
  ] as const) {
    const server = startAutomc(["serve", "--port", "0"], { ...environment, ...more });
    const [, address] = /listens at (\S+) /.exec(await server.until("stdout", "listens at"))!;
    for (const attack of attacks) report(await attack(address!));
    server.child.kill("SIGINT");
    await server.ended;
  }
  const rounds = (name: keyof typeof values, attack: (rounds: number) => Promise<Row>) =>
    number(name) > 0 ? attack(number(name)).then(report) : undefined;
  await rounds("kills", (rounds) => kills(home, environment, { rounds, seed }));
  await rounds("serves", (rounds) => serveKills(home, environment, { rounds, seed }));
  await rounds("ingests", (rounds) => ingestKills(home, environment, { rounds, seed }));
  await rounds("clocks", (rounds) => clocks(home, environment, { rounds }));
  await rounds("versions", (rounds) => versions(home, environment, { rounds }));
  await rounds("disks", (rounds) => disks(home, tinyArguments, { rounds, seed }));
} finally {
  await stopEmbedded(join(home, "graph"));
  await rm(home, { recursive: true, force: true });
}
process.exitCode = rows.some(({ failures }) => failures.length > 0) ? 1 : 0;
