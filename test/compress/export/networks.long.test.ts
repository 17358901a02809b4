import { deepNetworks } from "../training/traced-networks.ts";
import { exportedNetworkContract } from "./exported-networks.ts";

exportedNetworkContract(deepNetworks);
