import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { HttpError } from "./problem.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Without a token the API is for this machine alone, and a web page must not reach it through a
 * name that it made point here (DNS rebinding): only loopback names are served.
 */
export const requireLoopbackName: RequestHandler = (request, _response, next) => {
  const host = request.headers.host ?? "";
  if (!loopbackNames.has(host.replace(/:\d*$/, "").toLowerCase())) {
    throw new HttpError(
      "wrong_host",
      "This server answers to localhost, 127.0.0.1 and [::1] only; set AUTOMC_TOKEN to allow more.",
    );
  }
  next();
};

/** A request that names two hosts means one thing to a proxy and another to us. */
export const refuseTwoHosts: RequestHandler = (request, _response, next) => {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length > 1)
    throw new HttpError("malformed_request", "The request has more than one Host header; send one.");
  next();
};

/** No page of another origin may change anything. */
export const refuseForeignChanges: RequestHandler = (request, _response, next) => {
  if (request.method !== "GET" && request.method !== "HEAD" && isForeign(request)) {
    throw new HttpError(
      "foreign_origin",
      "A page of another origin may not change anything here; call the API directly.",
    );
  }
  next();
};

/** Nor read, where it is streams that are read. */
export const refuseForeignPages: RequestHandler = (request, _response, next) => {
  if (isForeign(request)) throw new HttpError("foreign_origin", "A page of another origin may not use this address.");
  next();
};

/**
 * Whether a page of another origin sent a request: browsers name the origin, or say at least that
 * it is another (Sec-Fetch-Site); other programs leave both out.
 */
function isForeign({ headers }: Request): boolean {
  const { origin, host, "sec-fetch-site": site } = headers;
  if (origin !== undefined) return !(URL.canParse(origin) && new URL(origin).host === host);
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Every request must show the token. The two are compared by hash, in constant time. */
export function requireToken(token: string): RequestHandler {
  const expected = sha256(token);
  return (request, _response, next) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (given === undefined || !timingSafeEqual(sha256(given), expected)) {
      throw new HttpError("unauthorised", "Send the server's token as Authorization: Bearer TOKEN.", {
        headers: { "www-authenticate": 'Bearer realm="automc"' },
      });
    }
    next();
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
