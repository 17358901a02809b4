/**
 * What a family of networks is found by: its name without case, spaces, hyphens and underscores, so
 * that "ResNet-56", "ResNet56" and "resnet_56" are all `resnet56`.
 */
export function familyId(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Pd}_]+/gu, "");
}
