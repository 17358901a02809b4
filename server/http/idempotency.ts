import { hashOf } from "../artifacts/content-hash.ts";
import { HttpError } from "./problem.ts";

const mostKept = 1_000;

/**
 * What requests with an `Idempotency-Key` came to, so that one that is sent twice, because its answer was lost, does
 * its work once. Kept while the server runs, the last thousand. What failed is forgotten and can be tried again.
 *
 * Source: IETF draft-ietf-httpapi-idempotency-key-header.
 */
export class Idempotency {
  readonly #held = new Map<string, { request: string; answer: Promise<unknown> }>();

  /**
   * What `work` resolves to, or what it did when the same request had this key before.
   *
   * @throws HttpError `key_reused` where another request had it.
   */
  async once<T>(key: string, request: unknown, work: () => Promise<T>): Promise<T> {
    const hash = hashOf(request);
    const held = this.#held.get(key);
    if (held && held.request !== hash)
      throw new HttpError("key_reused", "Another request had this Idempotency-Key; make a new one for each.");
    if (held) return (await held.answer) as T;
    const answer = work();
    this.#held.set(key, { request: hash, answer });
    answer.catch(() => this.#held.delete(key));
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= mostKept) break;
      this.#held.delete(oldest);
    }
    return answer;
  }
}
