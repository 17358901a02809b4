import { z } from "zod";
import type { Config } from "../config.ts";

/** What a question to an endpoint may take; `send` is `fetch` unless a caller has another. */
export interface EndpointLimits {
  send?: typeof fetch;
  milliseconds?: number;
}

const usual = { milliseconds: 120_000, characters: 200_000 } as const;

/** The part of a chat completion that is read; the rest is the endpoint's affair. */
const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

/**
 * Asks an OpenAI-compatible endpoint, and resolves to its text, 200,000 characters at most.
 *
 * @throws Error in a few words where it does not answer in time, or not as it should.
 */
export async function complete(
  { url, key, model }: NonNullable<Config["endpoint"]>,
  content: { system: string; user: string },
  { send = fetch, milliseconds = usual.milliseconds }: EndpointLimits = {},
): Promise<string> {
  const response = await send(`${url.replace(/\/+$/, "")}/chat/completions`, {
    method: "POST",
    redirect: "error", // a key goes where the user sends it and nowhere else
    headers: { "content-type": "application/json", ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({
      model,
      temperature: 0,
      messages: [
        { role: "system", content: content.system },
        { role: "user", content: content.user },
      ],
    }),
    signal: AbortSignal.timeout(milliseconds),
  });
  if (!response.ok) throw new Error(`the endpoint answered ${response.status}`);
  const parsed = completion.safeParse(JSON.parse(await bounded(response)));
  if (!parsed.success) throw new Error("the endpoint's answer is no chat completion");
  return parsed.data.choices[0]!.message.content.slice(0, usual.characters);
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > usual.characters) throw new Error("the endpoint's answer is too long");
  }
  return text;
}

/** Why an endpoint gave no answer, in a few words. */
export function reasonOf(error: unknown, { milliseconds = usual.milliseconds }: EndpointLimits = {}): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `the endpoint did not answer within ${milliseconds / 1000} s`;
  const { cause } = error as { cause?: unknown };
  if (error instanceof SyntaxError) return "the endpoint's answer is no JSON";
  if (!(cause instanceof Error)) return error.message;
  return `the endpoint can't be reached (${"code" in cause ? String(cause.code) : cause.message.split("\n")[0]!.slice(0, 80)})`;
}
