import { once } from "node:events";
import { startAutomc } from "../server/cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../server/tiny-studies.ts";
import { type Visitor, visitor } from "./visitor.ts";

/** The real server over a real graph, with a quick method and a small model, and somebody who visits it. */
export interface Served {
  address: string;
  tiny: TinyStudies;
  visitor: Visitor;
  close(): Promise<void>;
}

export async function served(): Promise<Served> {
  const tiny = await tinyStudies();
  const server = startAutomc(["serve", "--port", "0"], tiny.environment);
  const said = await server.until("stdout", "listens at");
  const address = /listens at (\S+) /.exec(said)![1]!;
  const visits = await visitor(address);
  return {
    address,
    tiny,
    visitor: visits,
    async close() {
      await visits.close();
      server.child.kill("SIGINT");
      if (server.child.exitCode === null) await once(server.child, "exit");
      await tiny.close();
    },
  };
}
