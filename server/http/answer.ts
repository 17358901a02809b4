import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Request, Response } from "express";

const leastToCompress = 1_024;

/**
 * Sends a text: with an ETag, so that a caller who has it already gets 304 and no body, and gzipped where the caller
 * takes that and it is worth it.
 */
export async function sendText(
  request: Request,
  response: Response,
  { status, mediaType, text }: { status: number; mediaType: string; text: string },
): Promise<void> {
  response.status(status).type(mediaType).vary("Accept").vary("Accept-Encoding");
  if (status === 200 && (request.method === "GET" || request.method === "HEAD")) {
    response.set({
      etag: `W/"${createHash("sha256").update(mediaType).update(text).digest("base64url").slice(0, 27)}"`,
      "cache-control": "private, no-cache",
    });
    if (request.fresh) return void response.status(304).end();
  }
  const body = Buffer.from(text);
  if (body.length < leastToCompress || request.acceptsEncodings("gzip", "identity") !== "gzip")
    return void response.send(body);
  response.set("content-encoding", "gzip").send(await promisify(gzip)(body));
}
