import { provision } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { builtPage } from "../built-page.ts";
import { openSession } from "../session.ts";

/**
 * `automc setup`: everything AutoMC needs and npm does not bring, and the page. Silent when it is
 * there.
 */
export async function setup(): Promise<void> {
  const session = openSession();
  await provision(session.config, showProvisioning(session.progress));
  await builtPage(session);
}
