/** An image that is to be added: where it is, what it shows, and to which split it belongs. */
export interface Listed {
  /** A path below the source, or another name that tells a user which image it is. */
  name: string;
  file: string;
  /** The class as it is named in the source. */
  label: string;
  split: "train" | "test";
}

/** The images of a source, and what was noticed on the way. */
export interface Listing {
  images: Listed[];
  notes: string[];
}
