import { IngestError } from "../errors.ts";

/**
 * The text of a document's bytes, and a sentence where its encoding had to be guessed: UTF-8,
 * UTF-16 with its mark, else Windows-1252 (which Latin-1 is a part of).
 *
 * @throws IngestError `bad_document` for bytes that are no text.
 */
export function decoded(bytes: Uint8Array, file: string): { text: string; remark?: string } {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  const strict = decodedAs(utf16 ?? "utf-8", bytes);
  const text = strict ?? decodedAs("windows-1252", bytes) ?? "";
  const first = text.slice(0, 4_000);
  // A guess that makes every third letter an accented one was a wrong guess: another writing, or no text.
  const isOther = strict === undefined && (first.match(/[\u0080-\uffff]/g)?.length ?? 0) > first.length / 3;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells bytes from text
  if (isOther || /[\u0000-\u0008]/.test(first)) {
    throw new IngestError("bad_document", `${file}: is no text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8.`);
  }
  if (strict !== undefined) return { text };
  return {
    text,
    remark: "the document is not in UTF-8; it is read as Windows-1252 (Latin-1), so look at its letters with accents",
  };
}

function decodedAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
