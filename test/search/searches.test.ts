import { searches } from "../../search/index.ts";
import { searchContract } from "../contracts/search.ts";

for (const [name, search] of Object.entries(searches)) searchContract(name, search);
