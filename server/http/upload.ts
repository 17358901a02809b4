import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request } from "express";
import { HttpError } from "./problem.ts";

/** A body that was received as a file. Its name is ours: nothing of the request becomes a path. */
export interface Uploaded {
  /** Where it lies until the request is answered. */
  path: string;
  bytes: number;
  /** It gets another of our names, and stays after the answer; who does so calls `remove`. */
  moveTo(path: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Receives a request's body into a file of its own in a folder of ours.
 *
 * @throws HttpError `wrong_media_type`, `body_too_large` (then nothing is left), `bad_upload` for an empty body.
 */
export async function receive(
  request: Request,
  folder: string,
  { upload, mostBytes }: { upload: readonly string[]; mostBytes: number },
): Promise<Uploaded & { kept: boolean }> {
  if (!request.is([...upload]))
    throw new HttpError(
      "wrong_media_type",
      `Send the file itself as the body, with Content-Type: ${upload.join(" or ")}.`,
    );
  if (request.headers["content-encoding"] !== undefined)
    throw new HttpError("wrong_media_type", "The body's encoding is not supported; send the file as it is.");
  const tooLarge = () =>
    new HttpError(
      "body_too_large",
      `The file is larger than ${Math.round(mostBytes / 1e6)} MB, the most that is taken here.`,
      {
        headers: { connection: "close" },
      },
    );
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) throw tooLarge();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > mostBytes ? tooLarge() : null, chunk);
    },
  });
  try {
    await pipeline(request, counted, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    if (bytes === 0) throw new HttpError("bad_upload", "The body is empty; send the file itself.");
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const uploaded = {
    ...{ path, bytes, kept: false },
    moveTo: async (to: string) => {
      await rename(uploaded.path, to);
      Object.assign(uploaded, { path: to, kept: true });
    },
    remove: () => rm(uploaded.path, { force: true }),
  };
  return uploaded;
}
