import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { failureOf } from "../failures.ts";

/** A response that describes what went wrong (RFC 9457, `application/problem+json`). */
export const problem = z
  .strictObject({
    type: z.string().describe("names the kind of failure: urn:problem-type:automc:CODE"),
    title: z.string().describe("the meaning of the HTTP status"),
    status: z.int().min(400).max(599),
    detail: z.string().describe("one sentence for a person: what is wrong, where, what to do"),
    code: z.string().describe("the kind of failure, for programs"),
    retry: z.boolean().describe("whether the same request may succeed later"),
    errors: z
      .array(z.strictObject({ in: z.enum(["path", "query", "body"]), path: z.string(), message: z.string() }))
      .optional()
      .describe("each wrong part of the request"),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

/** The failures of HTTP itself; `status` is the response's. */
export const httpFailures = {
  malformed_json: { status: 400, retry: false },
  malformed_request: { status: 400, retry: false },
  unauthorised: { status: 401, retry: false },
  wrong_host: { status: 403, retry: false },
  foreign_origin: { status: 403, retry: false },
  no_such_address: { status: 404, retry: false },
  wrong_method: { status: 405, retry: false },
  body_too_large: { status: 413, retry: false },
  wrong_media_type: { status: 415, retry: false },
  invalid_request: { status: 422, retry: false },
  bad_upload: { status: 422, retry: false },
  key_reused: { status: 422, retry: false },
  internal_error: { status: 500, retry: false },
} as const;
export type HttpFailure = keyof typeof httpFailures;

/** A request that HTTP's own rules refuse. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: HttpFailure;
  readonly errors: Problem["errors"];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: HttpFailure,
    message: string,
    o: { errors?: Problem["errors"]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: o.cause });
    this.code = code;
    this.errors = o.errors;
    this.headers = o.headers ?? {};
  }

  /** The row of the table. */
  get failure(): { status: number; retry: boolean } {
    return httpFailures[this.code];
  }
}

/**
 * Turns whatever was thrown into a problem; an error that is of none of our classes becomes
 * `internal_error`, without details.
 */
export function problemOf(error: unknown): Problem {
  const failure = failureOf(error);
  if (failure) {
    const { code, retry, status, apiStatus = status } = failure;
    const errors = error instanceof HttpError ? error.errors : undefined;
    return describe(code, { status: apiStatus, retry }, (error as Error).message, errors);
  }
  const parsing = parserProblem(error);
  if (parsing) return describe(parsing.code, httpFailures[parsing.code], parsing.detail);
  return describe(
    "internal_error",
    httpFailures.internal_error,
    "The server failed unexpectedly; its log has the details. Please report it.",
  );
}

function describe(
  code: string,
  { status, retry }: { status: number; retry: boolean },
  detail: string,
  errors?: Problem["errors"],
): Problem {
  return {
    type: `urn:problem-type:automc:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    retry,
    ...(errors ? { errors } : {}),
  };
}

/** What Express and its body parser throw, as one of our failures. */
function parserProblem(error: unknown): { code: HttpFailure; detail: string } | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return undefined;
  if (error.status === 413)
    return { code: "body_too_large", detail: "The body is larger than is taken here; send less." };
  if (error.status === 415) {
    return { code: "wrong_media_type", detail: "The body's encoding is not supported; send plain UTF-8 JSON." };
  }
  if (error.status !== 400) return undefined;
  return "type" in error && error.type === "entity.parse.failed"
    ? { code: "malformed_json", detail: `The body is not JSON: ${error.message}.` }
    : { code: "malformed_request", detail: `The request cannot be read: ${error.message}.` };
}
