import { group } from "d3-array";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { z } from "zod";
import { refuseForeignOrigins, requireLoopbackName, requireToken } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";
import { HttpError, type Problem, problemOf } from "./problem.ts";
import type { ApiDependencies, Checked, Route, SentDocument, ServerSentEvent } from "./route.ts";
import { routes } from "./routes/list.ts";
import { sendEvents } from "./sse.ts";

const bodyLimit = "256kb";

/**
 * The HTTP API as an Express application; it binds to nothing (see `listen`).
 *
 * One list of routes makes the application and its OpenAPI document. Every request is checked
 * against the route's schemas, every response leaves through one, and every failure is a problem
 * (RFC 9457).
 */
export function createApp(deps: ApiDependencies): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use((_request, response, next) => {
    response.set({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    next();
  });
  if (deps.token === undefined) app.use(requireLoopbackName);
  app.use(refuseForeignOrigins);
  const secured = deps.token === undefined ? [] : [requireToken(deps.token)];

  const document = openApiDocument(routes, { version: deps.version, secured: deps.token !== undefined });
  app.get("/openapi.json", ...secured, (_request, response) => void response.json(document));

  const methods = group(routes, ({ path }) => path);
  for (const [path, on] of methods) {
    const address = path.replace(/\{(\w+)\}/g, ":$1");
    const guards = path === "/healthz" ? [] : secured;
    for (const route of on) {
      const parse = route.body ? [requireJson, express.json({ limit: bodyLimit })] : [];
      app[route.method](address, ...guards, ...parse, answerWith(route, deps));
    }
    app.all(address, ...guards, refuseMethod(on.map(({ method }) => method)));
  }
  app.all("/openapi.json", ...secured, refuseMethod(["get"]));
  app.use(...secured, (request: Request) => {
    throw new HttpError("no_such_address", `There is nothing at ${request.path}; /openapi.json lists all addresses.`);
  });
  app.use(answerFailure(deps));
  return app;
}

function answerWith(route: Route, deps: ApiDependencies): RequestHandler {
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const checked: Checked<unknown, unknown, unknown> = {
      ...checkRequest(route, request),
      deps,
      headers: request.headers,
      signal: gone.signal,
    };
    if (request.method === "HEAD" && !(route.answer instanceof z.ZodType)) return void response.end();
    const result = route.handle(checked);
    if ("documents" in route.answer) {
      const { mediaType, text } = (await result) as SentDocument;
      return void response.status(route.status).type(mediaType).send(text);
    }
    if (!(route.answer instanceof z.ZodType)) {
      const events = result as AsyncIterable<ServerSentEvent>;
      return await sendEvents(response, events, { heartbeatMs: deps.heartbeatMs ?? 15_000, signal: gone.signal });
    }
    const answer = route.answer.parse(await result);
    if (route.status === 201)
      response.location(`${request.path}/${encodeURIComponent((answer as { name: string }).name)}`);
    response.status(route.status).json(answer);
  };
}

/** Checks all parts of a request and names every wrong one at once. */
function checkRequest(route: Route, request: Request) {
  const errors: NonNullable<Problem["errors"]> = [];
  const check = (schema: z.ZodType | undefined, value: unknown, place: "path" | "query" | "body") => {
    const parsed = schema?.safeParse(value);
    for (const { path, message } of parsed?.error?.issues ?? []) {
      errors.push({ in: place, path: path.join("."), message });
    }
    return parsed?.data;
  };
  const params = check(route.params, request.params, "path");
  const query = check(route.query ?? z.strictObject({}), request.query, "query");
  const body = check(route.body, request.body, "body");
  if (errors.length > 0) {
    const wrong = errors.map((error) => `${[error.in, error.path].filter(Boolean).join(" ")}: ${error.message}`);
    throw new HttpError("invalid_request", `The request cannot be used: ${wrong.join("; ")}.`, { errors });
  }
  return { params, query, body };
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json")) {
    throw new HttpError("wrong_media_type", "Send a JSON body, with Content-Type: application/json.");
  }
  next();
};

function refuseMethod(allowed: string[]): RequestHandler {
  const allow = allowed.map((method) => (method === "get" ? "GET, HEAD" : method.toUpperCase())).join(", ");
  return (request) => {
    throw new HttpError("wrong_method", `${request.path} does not take ${request.method}; it takes ${allow}.`, {
      headers: { allow },
    });
  };
}

function answerFailure({ log }: ApiDependencies) {
  // Express knows a handler of failures by its four arguments.
  return (error: unknown, request: Request, response: Response, _next: unknown): void => {
    const answer = problemOf(error);
    if (answer.status >= 500) log.error({ err: error, method: request.method, path: request.path }, "request failed");
    if (response.headersSent)
      response.destroy(); // a stream that broke off: the client sees it, and may come back
    else {
      if (error instanceof HttpError) response.set(error.headers);
      response.status(answer.status).type("application/problem+json").send(JSON.stringify(answer));
    }
  };
}
