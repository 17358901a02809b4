import { readFile } from "node:fs/promises";

/** The processes that a process started; with a word, those whose command line has it. */
export async function childrenOf(pid: number, word?: string): Promise<number[]> {
  const read = (path: string) => readFile(path, "utf8").catch(() => "");
  const children = (await read(`/proc/${pid}/task/${pid}/children`)).trim().split(" ").filter(Boolean).map(Number);
  if (word === undefined) return children;
  const commands = await Promise.all(children.map(async (child) => (await read(`/proc/${child}/cmdline`)).split("\0")));
  return children.filter((_, at) => commands[at]!.includes(word));
}
