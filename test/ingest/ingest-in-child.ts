import { connect } from "../../graph/index.ts";
import { ingest } from "../../ingest/index.ts";
import { syntheticCards } from "../../server/bench/synthetic-knowledge.ts";

// A process that ingests much and prints how far it is, so that it can be killed on the way.
const { connection, size } = JSON.parse(process.argv[2]!);
const driver = await connect(connection);
const report = ({ done, total }: { done: number; total: number }) => process.stdout.write(`${done / total}\n`);
const { id } = await ingest({ driver }, syntheticCards(size), { operators: ["prune", "fineTune"], report });
process.stdout.write(`${id}\n`);
await driver.close();
