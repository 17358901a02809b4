import { z } from "zod";
import type { Contract } from "./contracts/contract.ts";
import { HttpError } from "./problem.ts";
import type { ApiDependencies } from "./route.ts";
import { routes } from "./routes/list.ts";

type Given<C> = (C extends { params: z.ZodObject } ? { params: z.input<C["params"]> } : unknown) &
  (C extends { query: z.ZodObject } ? { query?: z.input<C["query"]> } : unknown) &
  (C extends { body: z.ZodType } ? { body: z.input<C["body"]> } : unknown);

const never = new AbortController().signal;

/**
 * Does what an address of the API does, without HTTP: the request is checked and the answer shaped by the same
 * contract. Of lists, all rows.
 *
 * @throws HttpError `invalid_request`, and whatever the route throws.
 */
export async function call<C extends Pick<Contract, "id" | "params" | "query" | "body"> & { answer: z.ZodType }>(
  deps: ApiDependencies,
  contract: C,
  given: Given<C>,
): Promise<z.output<C["answer"]>> {
  const { handle, contract: own } = routes.find((each) => each.contract.id === contract.id)!;
  const parts = given as { params?: unknown; query?: unknown; body?: unknown };
  const params = checked(contract.params, parts.params);
  const query = checked(contract.query, parts.query ?? {});
  const body = contract.body instanceof z.ZodType ? checked(contract.body, parts.body) : undefined;
  const result = await handle({ params, query, body, deps, headers: {}, signal: never });
  const value = own.list && Array.isArray(result) ? { [own.list.rows]: result, next: null } : result;
  return contract.answer.parse(value) as z.output<C["answer"]>;
}

function checked(schema: z.ZodType | undefined, value: unknown): unknown {
  const parsed = schema?.safeParse(value);
  const issue = parsed?.error?.issues[0];
  if (issue) throw new HttpError("invalid_request", `${issue.path.join(".") || "The request"}: ${issue.message}.`);
  return parsed?.data;
}
