import { spawn } from "node:child_process";

/** Opens an address in the user's browser, where there is one; it is printed anyway. */
export function openPage(address: string): void {
  const child = spawn("xdg-open", [address], { stdio: "ignore", detached: true });
  child.on("error", () => {}); // no desktop here
  child.unref();
}
