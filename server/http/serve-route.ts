import { join } from "node:path";
import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { csv } from "../csv.ts";
import { Sendable, sendText } from "./answer.ts";
import type { Contract, ListRules } from "./contracts/contract.ts";
import { Idempotency } from "./idempotency.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { type PageQuery, pageOf } from "./page.ts";
import { HttpError, type Problem } from "./problem.ts";
import type { ApiDependencies, Checked, Route, SentDocument, SentFile, ServerSentEvent } from "./route.ts";
import { SharedReads } from "./shared-reads.ts";
import { sendEvents } from "./sse.ts";
import { receive } from "./upload.ts";

/** Answers the requests of one route: checks, does, and sends what the contract says. */
export function serveRoute(route: Route, deps: ApiDependencies): RequestHandler {
  const done = new Idempotency();
  const remembered = { kept: new KeptAnswers(), shared: new SharedReads(0) };
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const parts = checkRequest(route.contract, request);
    const checked = { ...parts, deps, headers: request.headers, signal: gone.signal };
    const key = route.contract.location && request.get("idempotency-key");
    const { body } = route.contract;
    if (body && "upload" in body) {
      const uploaded = await receive(request, join(deps.scratch, "uploads"), body);
      try {
        await answer(route, { ...checked, body: uploaded }, request, response, remembered);
      } finally {
        if (!uploaded.kept) await uploaded.remove();
      }
    } else if (key) {
      if (key.length > 200) throw new HttpError("invalid_request", "An Idempotency-Key has at most 200 characters.");
      const handle = () => done.once(key, [request.path, parts], async () => route.handle(checked));
      await answer({ ...route, handle }, checked, request, response, remembered);
    } else await answer(route, checked, request, response, remembered);
  };
}

/** What requests of one route share. */
interface Remembered {
  kept: KeptAnswers;
  shared: SharedReads;
}

type AnyChecked = Checked<unknown, unknown, unknown>;

async function answer(
  route: Route,
  checked: AnyChecked,
  request: Request,
  response: Response,
  { kept, shared }: Remembered,
): Promise<void> {
  const { contract } = route;
  const { status } = contract;
  if ("events" in contract.answer) {
    if (request.method === "HEAD") return void response.end();
    const heartbeatMs = checked.deps.heartbeatMs ?? 15_000;
    const events = route.handle(checked) as AsyncIterable<ServerSentEvent>;
    return await sendEvents(response, events, { heartbeatMs, signal: checked.signal });
  }
  if ("files" in contract.answer) {
    const { mediaType, name, bytes } = (await route.handle(checked)) as SentFile;
    return void response.status(status).attachment(name).type(mediaType).send(bytes);
  }
  const asCsv = rowsName(contract) !== undefined && request.accepts(["json", "csv"]) === "csv";
  const say = async (): Promise<Said> => {
    const version = await route.version?.(checked);
    if (version === undefined) return await saidBy(route, checked, asCsv);
    return {
      text: await kept.get(request.originalUrl, version, async () => (await saidBy(route, checked, asCsv)).text),
    };
  };
  const { text, next, location } =
    request.method === "GET" ? await shared.read(`${asCsv} ${request.originalUrl}`, say) : await say();
  if (next !== undefined) response.links({ next: pageAfter(request, next) });
  if (location !== undefined) response.location(location);
  await sendText(request, response, status, text);
}

/** What is answered, to all who asked the same. */
interface Said {
  text: Sendable;
  /** The cursor of the page after it. */
  next?: string | undefined;
  location?: string | undefined;
}

async function saidBy({ contract, handle }: Route, checked: AnyChecked, asCsv: boolean): Promise<Said> {
  const result = await handle(checked);
  if ("documents" in contract.answer) return { text: new Sendable(result as SentDocument) };
  const value = (contract.answer as z.ZodType).parse(
    contract.list ? paged(result as readonly object[], checked.query as PageQuery, contract.list) : result,
  ) as Record<string, unknown>;
  const rows = rowsName(contract);
  const text =
    asCsv && rows !== undefined
      ? {
          mediaType: "text/csv; charset=utf-8",
          text: csv(value[rows] as object[], value.columns as string[] | undefined),
        }
      : { mediaType: "application/json; charset=utf-8", text: JSON.stringify(value) };
  return {
    text: new Sendable(text),
    next: typeof value.next === "string" ? value.next : undefined,
    location: contract.location?.(value as never),
  };
}

/** A list that its handler has cut into a page itself stays as it is. */
function paged(rows: readonly object[] | Record<string, unknown>, query: PageQuery, rules: ListRules): object {
  if (!Array.isArray(rows)) return rows;
  const page = pageOf(rows, query, rules);
  return { [rules.rows]: page.rows, next: page.next };
}

/** The field of an answer that is rows, so that it can be CSV; undefined where there is none. */
export function rowsName({ list, answer }: Contract): string | undefined {
  if (list) return list.rows;
  return answer instanceof z.ZodObject && answer.shape.rows instanceof z.ZodArray ? "rows" : undefined;
}

function pageAfter(request: Request, cursor: string): string {
  const query = new URLSearchParams(request.query as Record<string, string>);
  query.set("cursor", cursor);
  return `${request.path}?${query}`;
}

/** Checks all parts of a request and names every wrong one at once. */
function checkRequest(contract: Contract, request: Request) {
  const errors: NonNullable<Problem["errors"]> = [];
  const check = (schema: z.ZodType | undefined, value: unknown, place: "path" | "query" | "body") => {
    const parsed = schema?.safeParse(value);
    for (const { path, message } of parsed?.error?.issues ?? []) {
      errors.push({ in: place, path: path.join("."), message });
    }
    return parsed?.data;
  };
  const params = check(contract.params, request.params, "path");
  const query = check(contract.query ?? z.strictObject({}), request.query, "query");
  const body = contract.body instanceof z.ZodType ? check(contract.body, request.body, "body") : undefined;
  if (errors.length > 0) {
    const wrong = errors.map((error) => `${[error.in, error.path].filter(Boolean).join(" ")}: ${error.message}`);
    throw new HttpError("invalid_request", `The request cannot be used: ${wrong.join("; ")}.`, { errors });
  }
  return { params, query, body };
}
