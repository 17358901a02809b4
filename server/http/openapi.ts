import { group } from "d3-array";
import { z } from "zod";
import { type Failure, rowsOf } from "../failures.ts";
import { type HttpFailure, httpFailures, problem } from "./problem.ts";
import type { Route } from "./route.ts";

type JsonObject = Record<string, unknown>;

const everyRoute: readonly HttpFailure[] = ["internal_error"];

/**
 * The OpenAPI 3.1 document of a list of routes, made from the same schemas that check the requests
 * and shape the responses.
 *
 * Source: OpenAPI Specification 3.1.1; its schemas are JSON Schema 2020-12, which is what zod
 * writes.
 */
export function openApiDocument(routes: readonly Route[], o: { version: string; secured: boolean }): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method] = operation(route);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "AutoMC",
      version: o.version,
      summary: "Compression methods as a knowledge graph, searches for compression schemes, and what was measured.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, "output") },
      ...(o.secured ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
    ...(o.secured ? { security: [{ token: [] }] } : {}),
  };
}

function operation(route: Route): JsonObject {
  const parameters = [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")];
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } } }
      : {}),
    responses: { [route.status]: success(route), ...failuresOf(route) },
  };
}

function success({ answer, summary }: Route): JsonObject {
  if (answer instanceof z.ZodType) {
    return { description: summary, content: { "application/json": { schema: schemaOf(answer, "output") } } };
  }
  if ("documents" in answer) {
    const content = answer.documents.map((mediaType) => [mediaType, { schema: { type: "string" } }]);
    return { description: summary, content: Object.fromEntries(content) };
  }
  const events = Object.entries(answer.events).map(([event, data]) => ({
    title: event,
    description: `the data of an event called ${event}`,
    ...schemaOf(data, "output"),
  }));
  return { description: summary, content: { "text/event-stream": { schema: { oneOf: events } } } };
}

function failuresOf(route: Route): Record<string, JsonObject> {
  const ofHttp = [...requestFailures(route), ...everyRoute].map((code): Failure => ({ code, ...httpFailures[code] }));
  const byStatus = group([...rowsOf(route.failures), ...ofHttp], ({ status, apiStatus = status }) => apiStatus);
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

function requestFailures(route: Route): HttpFailure[] {
  const body: HttpFailure[] = route.body ? ["malformed_json", "body_too_large", "wrong_media_type"] : [];
  return route.params || route.query || route.body ? [...body, "invalid_request"] : body;
}

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query"): JsonObject[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, ...rest } = schemaOf(field as z.ZodType, "input");
    return {
      name,
      in: place,
      required: place === "path" || !(field as z.ZodType).safeParse(undefined).success,
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}
