/**
 * How training images are varied before each use: not at all, mirrored half of the time, cropped out
 * of a black border, or both.
 */
export const augmentations = ["none", "flip", "crop", "crop-flip"] as const;
export type Augmentation = (typeof augmentations)[number];
