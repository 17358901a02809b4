/**
 * Words and signs of a query, without comments; a text in quotes is one of them, and so is a name in
 * backticks. Anything invisible separates: Cypher takes more characters for white space than
 * JavaScript does.
 */
export function* wordsOf(cypher: string): Generator<string> {
  const pattern =
    /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\r\n]*|'(?:\\[\s\S]|[^'\\])*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|`(?:``|[^`])*(?:`|$)|[\p{L}_][\p{L}\p{N}_]*|\d+|[^\s\p{C}\p{Z}]/gu;
  for (const [text] of cypher.matchAll(pattern)) if (!/^(\/\*|\/\/)/.test(text)) yield text;
}
