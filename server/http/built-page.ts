import express, { type RequestHandler, Router } from "express";

/**
 * What the page may do: run its own files and talk to this server. Nothing inline, nothing that is
 * made of text at run time, nothing from elsewhere.
 *
 * Source: W3C, Content Security Policy Level 3.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "content-security-policy": policy,
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

/** The page's own addresses: the page reads the rest of the address itself. */
const addresses = /^\/(?:(?:studies|knowledge|explore|cypher|embeddings|ingest|models|datasets|jobs)(?:\/.*)?)?$/;

/**
 * Serves the built page of a folder. It holds no data, so it needs no token; the page asks for the
 * token that its requests need.
 *
 * A file in `assets/` has a name that changes with its content, and may be kept for ever; the page
 * itself is asked for anew every time.
 */
export function pageFiles(folder: string): RequestHandler {
  const router = Router();
  const secured: RequestHandler = (_request, response, next) => {
    response.set(headers);
    next();
  };
  const assets = express.static(`${folder}/assets`, { immutable: true, maxAge: "1y", index: false, redirect: false });
  router.use("/assets", secured, assets);
  router.get("/icon.svg", secured, (_request, response) => response.sendFile("icon.svg", { root: folder }));
  router.get(addresses, secured, (_request, response) => {
    response.set("cache-control", "no-cache").sendFile("index.html", { root: folder, cacheControl: false });
  });
  return router;
}
