import { setImmediate } from "node:timers/promises";
import { afterEach } from "vitest";
import { deepNetworks, tracedStepContract } from "./traced-networks.ts";

afterEach(() => setImmediate()); // or the runner does not hear from this process for too long

tracedStepContract(deepNetworks);
