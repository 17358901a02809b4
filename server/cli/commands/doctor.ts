import { diagnose } from "../../provision/doctor.ts";
import { openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/**
 * `automc doctor`: names each thing, and the one command that fixes it. Exit code 1 when something
 * needed is missing.
 */
export async function doctor({ json }: { json: boolean }): Promise<void> {
  const findings = await diagnose(openSession().config);
  if (json) printJson(findings);
  else {
    const rows = findings.map(({ name, state, detail, fix }) => [name, state, detail, fix ?? ""]);
    print(table(["what", "state", "detail", "to fix it"], rows));
  }
  if (findings.some(({ state }) => state === "missing" || state === "too old")) process.exitCode = 1;
}
