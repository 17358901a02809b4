import { escaped, page, tableOf } from "../html-page.ts";
import type { JsonObject } from "./schemas.ts";

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: JsonObject }[];
  requestBody?: { content: JsonObject };
  responses: Record<string, { description: string; content: JsonObject }>;
}

interface Document {
  info: { title: string; version: string; summary: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonObject> };
}

/** An OpenAPI document of ours as a page to read: it loads nothing and runs nothing. */
export function docsPage(document: JsonObject): string {
  const { info, paths, components } = document as unknown as Document;
  const operations = Object.entries(paths).flatMap(([path, on]) =>
    Object.entries(on).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  );
  const tags = [...new Set(operations.flatMap((operation) => operation.tags))];
  const schemas = Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return page(`${info.title} ${info.version}`, [
    `<p>${escaped(info.summary)} The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>`,
    `<nav><ul>${tags.map((tag) => `<li><a href="#${escaped(tag)}">${escaped(tag)}</a></li>`).join("")}<li><a href="#schemas">schemas</a></li></ul></nav>`,
    ...tags.map((tag) => {
      const own = operations.filter((operation) => operation.tags.includes(tag));
      return `<section><h2 id="${escaped(tag)}">${escaped(tag)}</h2>${own.map(operationOf).join("")}</section>`;
    }),
    `<section><h2 id="schemas">schemas</h2>${schemas.map(schemaOf).join("")}</section>`,
  ]);
}

function operationOf({ method, path, ...operation }: Operation & { method: string; path: string }): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, in: place, required, description = "", schema }) => [
    name,
    place,
    required ? "needed" : "",
    typeOf(schema),
    description,
  ]);
  const answers = Object.entries(responses).map(([status, { description, content }]) => [
    status,
    Object.keys(content).join(", "),
    description,
  ]);
  return [
    `<details id="${escaped(operationId)}"><summary><code>${method} ${escaped(path)}</code> ${escaped(summary)}</summary>`,
    rows.length > 0 ? tableOf(["parameter", "in", "", "is", "means"], rows) : "",
    requestBody ? `<p>Body</p>${contentOf(requestBody.content)}` : "",
    tableOf(["status", "as", "means"], answers),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith("2"))
      .map(([, { content }]) => contentOf(content)),
    "</details>",
  ].join("");
}

function contentOf(content: JsonObject): string {
  return Object.entries(content)
    .map(([type, inside]) => `<p>${escaped(type)}</p><pre>${withLinks(JSON.stringify(inside, null, 2))}</pre>`)
    .join("");
}

function schemaOf([name, schema]: [string, JsonObject]): string {
  const id = `schema-${escaped(name)}`;
  return `<details id="${id}"><summary><code>${escaped(name)}</code></summary><pre>${withLinks(JSON.stringify(schema, null, 2))}</pre></details>`;
}

/** JSON as text in a page, where a reference to a named schema leads to it. */
function withLinks(json: string): string {
  return json
    .split(/"#\/components\/schemas\/(\w+)"/)
    .map((part, at) => (at % 2 === 0 ? escaped(part) : `<a href="#schema-${part}">${part}</a>`))
    .join("");
}

function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(", ");
  const range = [schema.minimum, schema.maximum].filter((bound) => bound !== undefined).join(" to ");
  const left = schema.default === undefined ? "" : `; default ${JSON.stringify(schema.default)}`;
  return `${String(schema.type ?? "any")}${range && ` ${range}`}${left}`;
}
