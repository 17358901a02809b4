/** The inside of a thread that answers readers' own Cypher, for `server/workers.ts`. */
export { serveReader } from "../../graph/index.ts";
