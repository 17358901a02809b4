/** A JSON schema, as far as the OpenAPI document of AutoMC uses it. */
export interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  examples?: unknown[];
}

/** One address with one method. */
export interface Operation {
  path: string;
  method: string;
  parameters: { name: string; in: "path" | "query"; schema: Schema }[];
  body?: Schema;
  /** Its answer has no end: events. */
  streams: boolean;
}

interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
}
interface DocumentedOperation {
  parameters?: Operation["parameters"];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

/** All operations that a server's OpenAPI document describes. */
export async function operationsOf(address: string, headers: Record<string, string> = {}): Promise<Operation[]> {
  const response = await fetch(`${address}/openapi.json`, { headers });
  const { paths } = (await response.json()) as Document;
  return Object.entries(paths).flatMap(([path, on]) =>
    Object.entries(on).map(([method, { parameters = [], requestBody, responses }]) => ({
      path,
      method,
      parameters,
      ...(requestBody && { body: requestBody.content["application/json"]?.schema ?? {} }),
      streams: Object.values(responses).some(({ content }) => content !== undefined && "text/event-stream" in content),
    })),
  );
}
