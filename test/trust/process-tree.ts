import { readFile } from "node:fs/promises";

/** The children of a process whose command line has a word. */
export async function childrenOf(pid: number, word: string): Promise<number[]> {
  const read = (path: string) => readFile(path, "utf8").catch(() => "");
  const children = (await read(`/proc/${pid}/task/${pid}/children`)).trim().split(" ").filter(Boolean).map(Number);
  const commands = await Promise.all(children.map(async (child) => (await read(`/proc/${child}/cmdline`)).split("\0")));
  return children.filter((_, at) => commands[at]!.includes(word));
}
