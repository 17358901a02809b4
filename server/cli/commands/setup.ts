import { provision } from "../../provision/provision.ts";
import { showProvisioning } from "../../provision/report.ts";
import { openSession } from "../session.ts";

/** `automc setup`: everything AutoMC needs and npm does not bring. Silent when it is there. */
export async function setup(): Promise<void> {
  const { config, progress } = openSession();
  await provision(config, showProvisioning(progress));
}
