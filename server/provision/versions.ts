/**
 * Version of each thing that set-up fetches; the lock files beside this one name every file and its
 * SHA-256.
 */
export const versions = { neo4j: "5.26.30", tensorflow: "2.21.0", mavenDependencyPlugin: "3.8.1" } as const;

/** A build of native TensorFlow. */
export type Variant = "cpu" | "cuda";

/** What set-up downloads and what stays on the disk afterwards, in bytes; CUDA's are rounded. */
export const sizes = {
  neo4j: { download: 127_985_856, kept: 127_985_856 },
  cpu: { download: 274_000_000, unpacked: 788_000_000, kept: 590_000_000 },
  cuda: { download: 3_400_000_000, unpacked: 6_000_000_000, kept: 5_500_000_000 },
} as const;
