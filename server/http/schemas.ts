import { z } from "zod";

export type JsonObject = Record<string, unknown>;

const start = "#/components/schemas/";

/** Schemas as JSON Schema; those with a name (`.meta({ id: "Study" })`) are written once, and referred to. */
export class NamedSchemas {
  readonly named: Record<string, JsonObject> = {};

  /** A schema as it stands in an OpenAPI document. */
  of(schema: z.ZodType, io: "input" | "output"): JsonObject {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { io, target: "draft-2020-12" }) as JsonObject & {
      $defs?: Record<string, JsonObject>;
    };
    for (const [name, inside] of Object.entries($defs)) this.#keep(name, inside);
    return referred(rest); // a schema with a name is a reference to itself
  }

  #keep(name: string, schema: JsonObject): void {
    const { id: _, ...kept } = referred(schema);
    this.named[name] = kept;
  }
}

/** The same with its references to where named schemas are. */
function referred(schema: JsonObject): JsonObject {
  const text = JSON.stringify(schema, (key, value) =>
    key === "$ref" && typeof value === "string" ? value.replace("#/$defs/", start) : value,
  );
  return JSON.parse(text);
}
