import { familyId } from "../../graph/index.ts";
import { networksIn } from "../recognise/networks.ts";

/**
 * The family of a network by its name: ResNet-56 for "ResNet-56 with identity shortcuts" and
 * "resnet56". Papers call these one network. Undefined where the name is of no network that is known,
 * or of several.
 */
export function networkFamily(name: string): { id: string; name: string } | undefined {
  const named = networksIn(name).filter(({ found }) => !found.isFamily);
  const [first] = named;
  return first && named.length === 1 ? { id: familyId(first.found.name), name: first.found.name } : undefined;
}

/** A family by the name that its networks share, in the spelling that is usual. */
export function namedFamily(name: string): { id: string; name: string } {
  return networkFamily(name) ?? { id: familyId(name), name };
}
