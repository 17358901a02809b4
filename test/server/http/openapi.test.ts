import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "../../../server/http/openapi.ts";
import { routes } from "../../../server/http/routes/list.ts";

const jsonSchema = z.union([z.record(z.string(), z.unknown()), z.boolean()]);
const content = z.record(
  z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/),
  z.strictObject({ schema: jsonSchema, "x-events": z.record(z.string(), jsonSchema).optional() }),
);

/**
 * The part of OpenAPI 3.1 that a document of ours uses, field by field, with nothing else allowed.
 */
const openApi = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string().min(1),
    version: z.string().min(1),
    summary: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.literal("/"), description: z.string() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(
      z.enum(["get", "post", "delete"]),
      z.strictObject({
        operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
        summary: z.string().min(1),
        tags: z.array(z.string()).min(1),
        parameters: z
          .array(
            z.strictObject({
              name: z.string(),
              in: z.enum(["path", "query", "header"]),
              required: z.boolean(),
              description: z.string().optional(),
              schema: jsonSchema,
            }),
          )
          .optional(),
        requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
        responses: z.record(
          z.string().regex(/^[2-5]\d\d$/),
          z.strictObject({
            description: z.string().min(1),
            content,
            headers: z.record(z.string(), z.strictObject({ description: z.string(), schema: jsonSchema })).optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), jsonSchema),
    securitySchemes: z
      .record(z.string(), z.strictObject({ type: z.literal("http"), scheme: z.literal("bearer") }))
      .optional(),
  }),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});

const contracts = routes.map(({ contract }) => contract);
let document: z.infer<typeof openApi>;
beforeAll(() => {
  // Through JSON, as a reader gets it.
  document = openApi.parse(JSON.parse(JSON.stringify(openApiDocument(contracts, { version: "1.2.3", secured: true }))));
});

test("the document has the structure of OpenAPI 3.1", () => {
  expect(document.info.version).toBe("1.2.3");
  expect(document.security).toEqual([{ token: [] }]);
  expect(openApi.parse(openApiDocument(contracts, { version: "1", secured: false })).security).toBeUndefined();
});

test("every route is in it once, with an id of its own", () => {
  const operations = Object.entries(document.paths).flatMap(([path, on]) =>
    Object.entries(on).map(([method, { operationId }]) => ({ path, method, operationId })),
  );
  expect(operations.map(({ path, method }) => `${method} ${path}`).sort()).toEqual(
    contracts.map(({ path, method }) => `${method} ${path}`).sort(),
  );
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
});

test("path parameters are exactly those in the path, and required", () => {
  for (const [path, on] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(on)) {
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual(named);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  }
});

test("every reference leads somewhere, and no schema has holes", () => {
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item, i) => void visit(item, `${path}/${i}`));
    else if (value !== null && typeof value === "object") {
      for (const [key, inside] of Object.entries(value)) {
        if (key === "$ref") expect(resolves(String(inside)), `${path}: ${inside}`).toBe(true);
        expect(["$schema", "$defs", "definitions", "~standard"], path).not.toContain(key);
        visit(inside, `${path}/${key}`);
      }
    }
  };
  const resolves = (reference: string) =>
    reference
      .slice(2)
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document) !== undefined;
  visit(document, "#");
});

test("what a request must hold is there as the schemas check it", () => {
  const create = document.paths["/api/v1/studies"]!.post!;
  expect(create.requestBody!.content["application/json"]!.schema).toEqual({
    $ref: "#/components/schemas/StudyRequest",
  });
  expect(document.components.schemas.StudyRequest).toMatchObject({
    type: "object",
    required: ["model"],
    additionalProperties: false,
    properties: { target: { type: "number", minimum: 0, maximum: 0.95, default: 0.3 }, trials: { maximum: 10_000 } },
  });
  expect(Object.keys(create.responses).sort()).toEqual(["201", "400", "404", "409", "413", "415", "422", "500"]);
  const limit = document.paths["/api/v1/strategies"]!.get!.parameters!.find(({ name }) => name === "limit");
  expect(limit).toMatchObject({
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 10_000 },
  });
  const { "200": stream } = document.paths["/api/v1/studies/{name}/events"]!.get!.responses;
  expect(stream!.content["text/event-stream"]).toMatchObject({
    schema: { type: "string" }, // what generated clients can read
    "x-events": { study: { $ref: "#/components/schemas/Study" }, trial: { $ref: "#/components/schemas/Trial" } },
  });
});

test("what takes long says where it is found, lists are CSV too, and an upload is bytes", () => {
  const { post } = document.paths["/api/v1/models"]!;
  expect(Object.keys(post!.responses["202"]!.headers!)).toEqual(["Location"]);
  expect(post!.parameters!.map(({ name }) => name)).toEqual(["Idempotency-Key"]);
  const { get } = document.paths["/api/v1/tasks"]!;
  expect(Object.keys(get!.responses["200"]!.content)).toEqual(["application/json", "text/csv"]);
  expect(get!.parameters!.map(({ name }) => name)).toEqual(["id", "datasetId", "networkId", "limit", "cursor", "sort"]);
  const paper = document.paths["/api/v1/papers"]!.post!;
  expect(paper.requestBody!.content["application/pdf"]).toEqual({ schema: { type: "string", format: "binary" } });
});
