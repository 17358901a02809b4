import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

const leastToCompress = 1_024;
/** Beyond this many bytes a second of work would save a tenth of them. */
const leastToHurry = 256 * 1_024;

/** A text ready to be sent, as often as it is asked for. */
export class Sendable {
  readonly mediaType: string;
  readonly body: Buffer;
  /** A weak ETag: the same text of the same type has the same. */
  readonly etag: string;
  #gzipped: Promise<Buffer> | undefined;

  constructor({ mediaType, text }: { mediaType: string; text: string }) {
    this.mediaType = mediaType;
    this.body = Buffer.from(text);
    this.etag = `W/"${createHash("sha256").update(mediaType).update(this.body).digest("base64url").slice(0, 27)}"`;
  }

  /** Compressed, when first asked for: the longer it is, the quicker. */
  gzipped(): Promise<Buffer> {
    const level = this.body.length > leastToHurry ? constants.Z_BEST_SPEED : constants.Z_DEFAULT_COMPRESSION;
    this.#gzipped ??= promisify(gzip)(this.body, { level }) as Promise<Buffer>;
    return this.#gzipped;
  }
}

/**
 * Sends a text: with an ETag, so that a caller who has it already gets 304 and no body, and gzipped where the caller
 * takes that and it is worth it.
 */
export async function sendText(request: Request, response: Response, status: number, text: Sendable): Promise<void> {
  response.status(status).type(text.mediaType).vary("Accept").vary("Accept-Encoding");
  if (status === 200 && (request.method === "GET" || request.method === "HEAD")) {
    response.set({ etag: text.etag, "cache-control": "private, no-cache" });
    if (request.fresh) return void response.status(304).end();
  }
  if (text.body.length < leastToCompress || request.acceptsEncodings("gzip", "identity") !== "gzip")
    return void response.send(text.body);
  response.set("content-encoding", "gzip").send(await text.gzipped());
}
