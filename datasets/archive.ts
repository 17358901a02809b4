import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { lock } from "proper-lockfile";
import { extract } from "tar";
import { DatasetError } from "./errors.ts";
import type { ArchiveEntry } from "./manifest.ts";

/** How far a download has come, in bytes. */
export interface FetchProgress {
  receivedBytes: number;
  totalBytes: number;
}

/**
 * Checks an archive's size and SHA-256 against the manifest, and unpacks the files wanted from it
 * into `home/<entry.folder>`. They are written aside and renamed, so a folder of that name is
 * always whole. One process at a time; a second one waits. Returns the folder, at once if it is
 * there.
 *
 * @throws DatasetError `wrong_checksum`, `bad_file` or `busy`.
 */
export async function unpackArchive(
  entry: ArchiveEntry,
  archive: string,
  home: string,
  wanted: readonly string[],
): Promise<string> {
  await verify(entry, archive);
  return await alone(home, entry, async () => {
    const folder = join(home, entry.folder);
    return (await isUnpacked(folder, wanted)) ? folder : await unpack(entry, archive, home, wanted);
  });
}

/**
 * Downloads an official archive into `home`, checks and unpacks it, and returns the folder of its
 * files. What an interrupted download left is used by the next. Does nothing if the folder is
 * there. An aborted `signal` rejects with its reason.
 *
 * @throws DatasetError `download_failed`, `wrong_checksum`, `bad_file` or `busy`.
 */
export async function fetchArchive(
  entry: ArchiveEntry,
  wanted: readonly string[],
  o: { home: string; report?: (progress: FetchProgress) => void; signal?: AbortSignal },
): Promise<string> {
  return await alone(o.home, entry, async () => {
    const folder = join(o.home, entry.folder);
    if (await isUnpacked(folder, wanted)) return folder;
    const archive = join(o.home, entry.file);
    if ((await bytesOf(archive)) !== entry.bytes) await download(entry, archive, o);
    try {
      await verify(entry, archive);
      await unpack(entry, archive, o.home, wanted);
    } catch (error) {
      // What was downloaded is of no use: the next attempt must start afresh.
      await rm(archive, { force: true });
      throw error;
    }
    await rm(archive);
    return folder;
  });
}

async function download(
  entry: ArchiveEntry,
  archive: string,
  o: { report?: (progress: FetchProgress) => void; signal?: AbortSignal },
): Promise<void> {
  const part = `${archive}.part`;
  let receivedBytes = await bytesOf(part);
  if (receivedBytes >= entry.bytes) receivedBytes = 0;
  try {
    const response = await fetch(entry.address, {
      headers: receivedBytes > 0 ? { range: `bytes=${receivedBytes}-` } : {},
      ...(o.signal ? { signal: o.signal } : {}),
    });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    if (response.status !== 206) receivedBytes = 0;
    const flags = receivedBytes > 0 ? "a" : "w";
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        receivedBytes += chunk.length;
        if (receivedBytes > entry.bytes) return done(new Error(`the server sent more than ${entry.bytes} bytes`));
        o.report?.({ receivedBytes, totalBytes: entry.bytes });
        done(null, chunk);
      },
    });
    // The page's check has the DOM's types, by which a body is another stream than Node's own.
    await pipeline(Readable.fromWeb(response.body as never), meter, createWriteStream(part, { flags }));
    if (receivedBytes !== entry.bytes) throw new Error(`only ${receivedBytes} of ${entry.bytes} bytes came`);
  } catch (cause) {
    if (o.signal?.aborted) throw o.signal.reason;
    if (receivedBytes > entry.bytes) await rm(part, { force: true });
    throw new DatasetError(
      "download_failed",
      `${entry.address} could not be downloaded (${reasonOf(cause)}); try again, or download it yourself and pass its path.`,
      { cause },
    );
  }
  await rename(part, archive);
}

async function unpack(entry: ArchiveEntry, archive: string, home: string, wanted: readonly string[]): Promise<string> {
  const aside = await mkdtemp(join(home, `.${entry.folder}-`));
  try {
    const members = new Set(wanted.map((name) => `${entry.folder}/${name}`));
    await extract({
      file: archive,
      cwd: aside,
      strip: 1,
      strict: true,
      filter: (path, member) => members.has(path) && "type" in member && member.type === "File",
    });
    for (const name of wanted) {
      if ((await bytesOf(join(aside, name))) === 0) {
        throw new DatasetError(
          "bad_file",
          `${archive} does not hold ${entry.folder}/${name}; get the archive from ${entry.address}.`,
        );
      }
    }
    const folder = join(home, entry.folder);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    return folder;
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError("bad_file", `${archive} could not be unpacked into ${home}: ${reasonOf(cause)}.`, { cause });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function verify(entry: ArchiveEntry, archive: string): Promise<void> {
  const bytes = await bytesOf(archive);
  if (bytes !== entry.bytes) {
    throw new DatasetError(
      "wrong_checksum",
      `${archive} has ${bytes} bytes in place of ${entry.bytes}; get it again from ${entry.address}.`,
    );
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(archive), hash);
  if (hash.digest("hex") !== entry.sha256) {
    throw new DatasetError(
      "wrong_checksum",
      `${archive} is not the official archive (its SHA-256 differs); get it again from ${entry.address}.`,
    );
  }
}

/** Folders are renamed into place when complete, so one file is enough to look for. */
async function isUnpacked(folder: string, wanted: readonly string[]): Promise<boolean> {
  return (await bytesOf(join(folder, wanted[0]!))) > 0;
}

/** One process at a time, per data set: two would write the same files. */
async function alone<T>(home: string, entry: ArchiveEntry, work: () => Promise<T>): Promise<T> {
  await mkdir(home, { recursive: true });
  const release = await lock(home, {
    lockfilePath: join(home, `.${entry.folder}.lock`),
    retries: { retries: 600, factor: 1, minTimeout: 1000 },
  }).catch((cause: unknown) => {
    throw new DatasetError("busy", `Another process is unpacking ${entry.file} in ${home}; try again later.`, {
      cause,
    });
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

async function bytesOf(file: string): Promise<number> {
  return await stat(file).then(
    (found) => found.size,
    () => 0,
  );
}

function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
