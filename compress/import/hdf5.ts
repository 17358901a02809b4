import { randomUUID } from "node:crypto";
import type { Dataset, Entity, File, Group } from "h5wasm";
import { CompressError } from "../errors.ts";

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin like an HDF5 file. */
export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

/** An array of an HDF5 file. */
export interface StoredArray {
  shape: number[];
  values: Float32Array;
}

/**
 * Opens an HDF5 file that is in memory, reads from it with `work`, and closes it. The library sees
 * these bytes and no other file.
 *
 * @throws CompressError `bad_model` when the bytes are not a whole HDF5 file.
 */
export async function withHdf5<T>(bytes: Uint8Array, work: (root: File) => T): Promise<T> {
  if (!isHdf5(bytes)) throw new CompressError("bad_model", "The weights are not an HDF5 file.");
  const { default: h5wasm } = await import("h5wasm"); // three megabytes, wanted by few
  const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm.ready;
  throwErrors(); // and print none
  const path = `/${randomUUID()}.h5`;
  FS.writeFile(path, bytes);
  try {
    const file = new h5wasm.File(path, "r");
    try {
      return work(file);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof CompressError) throw cause;
    throw new CompressError("bad_model", "The HDF5 file is damaged: it cannot be read to its end.", { cause });
  } finally {
    FS.unlink(path);
  }
}

/** A group by its path, or undefined. */
export function groupAt(root: Group, path: string): Group | undefined {
  const found = entityAt(root, path);
  return isGroup(found) ? found : undefined;
}

/**
 * An array of numbers by its path, as floats.
 *
 * @throws CompressError `bad_model` when there is none.
 */
export function arrayAt(root: Group, path: string): StoredArray {
  const found = entityAt(root, path);
  const stored = kindOf(found) === "Dataset" ? (found as Dataset) : undefined;
  const values = stored?.value;
  const shape = [...(stored?.shape ?? [])];
  if (values instanceof Float32Array || values instanceof Float64Array)
    return { shape, values: Float32Array.from(values) };
  if (isWhole(values)) return { shape, values: Float32Array.from([values].flat().map(Number)) };
  if (isWholes(values)) return { shape, values: Float32Array.from(values, Number) };
  throw new CompressError("bad_model", `The file has no weights of 32-bit floats at ${path}.`);
}

/** A number of its own: how many images a normalisation was counted from. */
function isWhole(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Whole numbers, such as the state of a source of chance. */
function isWholes(value: unknown): value is Int32Array | Uint32Array | BigInt64Array | BigUint64Array {
  return [Int32Array, Uint32Array, BigInt64Array, BigUint64Array].some((Kind) => value instanceof Kind);
}

/**
 * What is at a path, group by group, as the library takes a missing one on the way for an error.
 */
function entityAt(root: Group, path: string): Entity | undefined {
  let found: Entity | undefined = root;
  for (const part of path.split("/")) {
    if (!isGroup(found) || !found.keys().includes(part)) return undefined;
    found = found.get(part) ?? undefined;
  }
  return found;
}

function kindOf(entity: Entity | undefined): string | undefined {
  return entity && "type" in entity ? entity.type : undefined;
}

function isGroup(entity: Entity | undefined): entity is Group {
  return kindOf(entity) === "Group";
}

/** A text attribute, or undefined. */
export function textAttribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === "string" ? value : value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

/**
 * An attribute that lists texts; long lists are split into `name0`, `name1` and so on. Undefined
 * where there is none.
 */
export function textsAttribute(group: Group, name: string): string[] | undefined {
  const { attrs } = group;
  const parts =
    name in attrs
      ? [name]
      : Object.keys(attrs).filter((key) => /^\d+$/.test(key.slice(name.length)) && key.startsWith(name));
  if (parts.length === 0) return undefined;
  const place = (part: string) => Number(part.slice(name.length));
  return parts
    .sort((a, b) => place(a) - place(b))
    .flatMap((part) => attrs[part]!.value as unknown)
    .filter((text): text is string => typeof text === "string");
}
