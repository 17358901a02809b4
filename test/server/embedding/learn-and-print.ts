import { createHash } from "node:crypto";
import { learn } from "../../../embed/index.ts";
import { checkpointFile } from "../../../server/embedding/checkpoint-file.ts";
import { randomness } from "../../../server/randomness.ts";
import { smallGraph, someExperience } from "../../embed/small-graph.ts";

// Learns with a checkpoint in the file that is named, says each epoch it has done, and at the end a
// hash over the vectors.
const checkpoint = checkpointFile(process.argv[2]!, console.error, 0);
const { vectors } = await learn(
  { triples: smallGraph(), experience: someExperience },
  { dim: 8, epochs: 30, refitEpochs: 10 },
  { random: randomness(1), checkpoint, report: ({ epoch }) => console.log(`epoch ${epoch}`) },
);
const hash = createHash("sha256");
for (const [key, vector] of vectors) hash.update(key).update(new Uint8Array(vector.buffer));
console.log(`vectors ${hash.digest("hex")}`);
