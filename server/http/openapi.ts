import { group } from "d3-array";
import { z } from "zod";
import { type Failure, rowsOf } from "../failures.ts";
import type { Contract } from "./contracts/contract.ts";
import { type HttpFailure, httpFailures, problem } from "./problem.ts";
import { type JsonObject, NamedSchemas } from "./schemas.ts";
import { rowsName } from "./serve-route.ts";

const everyRoute: readonly HttpFailure[] = ["internal_error"];

/**
 * The OpenAPI 3.1 document of a list of contracts, made from the same schemas that check the requests
 * and shape the responses.
 *
 * Source: OpenAPI Specification 3.1.1; its schemas are JSON Schema 2020-12, which is what zod
 * writes.
 */
export function openApiDocument(contracts: readonly Contract[], o: { version: string; secured: boolean }): JsonObject {
  const schemas = new NamedSchemas();
  schemas.of(problem, "output");
  const paths: Record<string, JsonObject> = {};
  for (const contract of contracts) {
    paths[contract.path] ??= {};
    paths[contract.path]![contract.method] = operation(contract, schemas);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "AutoMC",
      version: o.version,
      summary: "Compression methods as a knowledge graph, searches for compression schemes, and what was measured.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "where this document is" }],
    paths,
    components: {
      schemas: schemas.named,
      ...(o.secured ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
    ...(o.secured ? { security: [{ token: [] }] } : {}),
  };
}

function operation(contract: Contract, schemas: NamedSchemas): JsonObject {
  const parameters = [
    ...parametersOf(contract.params, "path", schemas),
    ...parametersOf(contract.query, "query", schemas),
    ...(contract.location ? [idempotencyKey] : []),
  ];
  return {
    operationId: contract.id,
    summary: contract.summary,
    tags: [contract.tag],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(contract.body ? { requestBody: { required: true, content: bodyOf(contract.body, schemas) } } : {}),
    responses: { [contract.status]: success(contract, schemas), ...failuresOf(contract) },
  };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "the same key with the same request again does nothing again, and has the same answer",
  schema: { type: "string", maxLength: 200 },
};

function bodyOf(body: NonNullable<Contract["body"]>, schemas: NamedSchemas): JsonObject {
  if (body instanceof z.ZodType) return { "application/json": { schema: schemas.of(body, "input") } };
  return Object.fromEntries(body.upload.map((mediaType) => [mediaType, { schema: bytes }]));
}

const bytes = { type: "string", format: "binary" };

function success(contract: Contract, schemas: NamedSchemas): JsonObject {
  const { answer, summary } = contract;
  const headers = contract.location && {
    headers: { Location: { description: "where it is found", schema: { type: "string" } } },
  };
  const rows = rowsName(contract);
  if (answer instanceof z.ZodType) {
    const json = { "application/json": { schema: schemas.of(answer, "output") } };
    return {
      description: summary,
      ...headers,
      content: { ...json, ...(rows && { "text/csv": { schema: { type: "string" } } }) },
    };
  }
  if ("documents" in answer) {
    const content = answer.documents.map((mediaType) => [mediaType, { schema: { type: "string" } }]);
    return { description: summary, content: Object.fromEntries(content) };
  }
  if ("files" in answer)
    return {
      description: summary,
      content: Object.fromEntries(answer.files.map((mediaType) => [mediaType, { schema: bytes }])),
    };
  // A stream has no schema of its own in OpenAPI 3.1, and clients are generated for text: the events are beside it.
  const events = Object.entries(answer.events).map(([event, data]) => [event, schemas.of(data, "output")]);
  const stream = { schema: { type: "string" }, "x-events": Object.fromEntries(events) };
  return { description: summary, content: { "text/event-stream": stream } };
}

function failuresOf(contract: Contract): Record<string, JsonObject> {
  const ofHttp = [...requestFailures(contract), ...everyRoute].map(
    (code): Failure => ({ code, ...httpFailures[code] }),
  );
  const byStatus = group([...rowsOf(contract.failures), ...ofHttp], ({ status, apiStatus = status }) => apiStatus);
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.map(({ code }) => code).join(", "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

function requestFailures({ params, query, body, location }: Contract): HttpFailure[] {
  const sent: HttpFailure[] = body ? ["body_too_large", "wrong_media_type"] : [];
  const form: HttpFailure[] = body && "upload" in body ? ["bad_upload"] : body ? ["malformed_json"] : [];
  const key: HttpFailure[] = location ? ["key_reused"] : [];
  return params || query || body ? [...sent, ...form, ...key, "invalid_request"] : [...sent, ...form, ...key];
}

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query", schemas: NamedSchemas): JsonObject[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, ...rest } = schemas.of(field as z.ZodType, "input");
    return {
      name,
      in: place,
      required: place === "path" || !(field as z.ZodType).safeParse(undefined).success,
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
}
