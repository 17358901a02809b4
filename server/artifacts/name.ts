import { z } from "zod";

/**
 * A name of the user's choosing for a study or a model; also safe as a file name and in an address.
 */
export const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "use lower-case letters, digits and hyphens, 63 at most, starting with a letter or digit",
  );
