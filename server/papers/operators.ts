import { z } from "zod";
import { operators } from "../../compress/index.ts";

/** A parameter of an operator, as a card may have it. */
export interface OperatorParameter {
  name: string;
  /** "number from 0 to 1", "one of l1, l2". */
  type: string;
  /** Absent where a card must say it, null where it may be left out and stands for nothing. */
  default?: unknown;
  required: boolean;
}

export interface OperatorShown {
  id: string;
  parameters: OperatorParameter[];
}

type Schema = z.core.JSONSchema.BaseSchema;

/** The schema of each operator's parameters, by the operator's id, as what a card writes. */
export function operatorSchemas(): Record<string, Schema> {
  return Object.fromEntries(
    Object.values(operators).map(({ id, params }) => [
      id,
      z.toJSONSchema(params, { io: "input", unrepresentable: "any" }),
    ]),
  );
}

/** The operators that a card's steps may name, with their parameters, types and defaults. */
export function shownOperators(): OperatorShown[] {
  return Object.entries(operatorSchemas()).map(([id, { properties = {}, required = [] }]) => ({
    id,
    parameters: Object.entries(properties).map(([name, property]) => {
      const schema = property as Schema;
      return {
        name,
        type: typeOf(schema),
        required: required.includes(name),
        ...(schema.default !== undefined && { default: schema.default }),
      };
    }),
  }));
}

/** A type in words. */
function typeOf(schema: Schema): string {
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return [...new Set(schema.anyOf.map((each) => typeOf(each as Schema)))].join(" or ");
  if (schema.type === "number" || schema.type === "integer") {
    const { minimum, maximum } = schema;
    const word = schema.type === "integer" ? "whole number" : "number";
    if (minimum !== undefined && maximum !== undefined && Math.abs(maximum) < 2 ** 52)
      return `${word} from ${minimum} to ${maximum}`;
    return minimum === undefined || Math.abs(minimum) > 2 ** 52 ? word : `${word} from ${minimum}`;
  }
  if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items as Schema) : "values"}`;
  if (schema.type === "object") return "map";
  return typeof schema.type === "string" ? schema.type : "any value";
}
