import { createHash } from "node:crypto";

/** SHA-256 in hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 in hex over any JSON. */
export function hashOf(value: unknown): string {
  return sha256(JSON.stringify(value));
}
