import { group } from "d3-array";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { z } from "zod";
import { pageFiles } from "./built-page.ts";
import { docsPage } from "./docs-page.ts";
import { refuseForeignChanges, refuseTwoHosts, requireLoopbackName, requireToken } from "./guard.ts";
import { openApiDocument } from "./openapi.ts";
import { HttpError, problemOf } from "./problem.ts";
import type { ApiDependencies } from "./route.ts";
import { routes } from "./routes/list.ts";
import { serveRoute } from "./serve-route.ts";

const bodyLimit = "256kb";
/** What a load balancer asks, without a token. */
const open = new Set(["/healthz", "/readyz"]);

/**
 * The HTTP API as an Express application; it binds to nothing (see `listen`).
 *
 * One list of routes makes the application and its OpenAPI document. Every request is checked
 * against its contract's schemas, every response leaves through one, and every failure is a problem
 * (RFC 9457). `/docs` is that document to read.
 *
 * @param mounted further handlers by address, behind the same guards
 */
export function createApp(deps: ApiDependencies, mounted: Readonly<Record<string, RequestHandler>> = {}): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use((_request, response, next) => {
    response.set({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    next();
  });
  app.use(refuseTwoHosts);
  if (deps.token === undefined) app.use(requireLoopbackName);
  app.use(refuseForeignChanges);
  if (deps.page !== undefined) app.use(pageFiles(deps.page));
  const secured = deps.token === undefined ? [] : [requireToken(deps.token)];

  const contracts = routes.map(({ contract }) => contract);
  const document = openApiDocument(contracts, { version: deps.version, secured: deps.token !== undefined });
  const docs = docsPage(document);
  app.get("/docs", ...secured, (_request, response) => void response.type("html").send(docs));
  app.get("/openapi.json", ...secured, (_request, response) => void response.json(document));

  for (const [path, on] of group(routes, ({ contract }) => contract.path)) {
    const address = path.replace(/\{(\w+)\}/g, ":$1");
    const guards = open.has(path) ? [] : secured;
    for (const route of on) {
      const { method, body } = route.contract;
      const parse = body instanceof z.ZodType ? [requireJson, express.json({ limit: bodyLimit })] : [];
      app[method](address, deps.metrics.counting(route.contract.id), ...guards, ...parse, serveRoute(route, deps));
    }
    app.all(address, ...guards, refuseMethod(on.map(({ contract }) => contract.method)));
  }
  for (const path of ["/docs", "/openapi.json"]) app.all(path, ...secured, refuseMethod(["get"]));
  for (const [path, handler] of Object.entries(mounted)) app.use(path, ...secured, handler);
  app.use(...secured, (request: Request) => {
    throw new HttpError("no_such_address", `There is nothing at ${request.path}; /openapi.json lists all addresses.`);
  });
  app.use(answerFailure(deps));
  return app;
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
