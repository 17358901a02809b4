import { z } from "zod";
import type { ExpectedFailures } from "../../failures.ts";
import { type Contract, contract } from "./contract.ts";

/** The parameters that every list takes. */
const paging = {
  limit: z.coerce.number().int().min(1).max(10_000).default(1000).describe("most rows of a page"),
  cursor: z.string().max(2_000).optional().describe("the `next` of the page before"),
};

type Paging<F extends z.ZodRawShape> = z.ZodObject<
  F & typeof paging & { sort: z.ZodDefault<z.ZodEnum<Record<string, string>>> }
>;

/**
 * Defines the contract of a list: pages with a cursor, sorted by one of its fields (`-` before it: downwards), filtered
 * by others. As CSV (`Accept: text/csv`) too.
 */
export function listContract<
  Key extends string,
  Row extends z.ZodType,
  P extends z.ZodObject | undefined = undefined,
  F extends z.ZodRawShape = Record<never, never>,
>({
  rows,
  row,
  key,
  sort,
  down = false,
  filter = {} as F,
  ...rest
}: {
  path: string;
  id: string;
  tag: string;
  summary: string;
  params?: P;
  failures?: ExpectedFailures;
  rows: Key;
  row: Row;
  key: string;
  sort: readonly [string, ...string[]];
  down?: boolean;
  filter?: F;
}): Contract<
  P,
  Paging<F>,
  undefined,
  z.ZodObject<Record<Key, z.ZodArray<Row>> & { next: z.ZodNullable<z.ZodString> }>
> {
  const orders = sort.flatMap((field) => [field, `-${field}`]) as [string, ...string[]];
  const order = z
    .enum(orders)
    .default(down ? `-${sort[0]}` : sort[0])
    .describe("the field to sort by, downwards with - before it");
  const answer = z.object({
    [rows]: z.array(row),
    next: z.string().nullable().describe("the cursor of the next page; null on the last"),
  });
  return contract({
    ...rest,
    query: z.strictObject({ ...filter, ...paging, sort: order }),
    answer,
    list: { rows, key, sort, down, filter: Object.keys(filter) },
  }) as never;
}
