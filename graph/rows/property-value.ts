import { z } from "zod";

/**
 * What a property can hold here: Neo4j keeps lists of one type, and null means no such property.
 */
export const propertyValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export type PropertyValue = z.output<typeof propertyValue>;

/** The properties of a node or a relationship. */
export const properties = z.record(z.string(), propertyValue);
