import { type DocumentKind, documentSchema } from "../../../ingest/index.ts";
import { operatorSchemas } from "../../papers/operators.ts";
import { print } from "../session.ts";

/**
 * `automc ingest schema`: the JSON Schema of a card or a file of results, for editors. Needs no
 * graph.
 */
export function schema(kind: DocumentKind): void {
  print(JSON.stringify(documentSchema(kind, operatorSchemas()), null, 2));
}
