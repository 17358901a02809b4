import type { Sharp } from "sharp";
import type { ImageShape } from "../dataset.ts";

/** How an image gets the size that is wanted: cut to its proportions, put on black, or stretched. */
export const crops = ["centre", "pad", "stretch"] as const;
export type Crop = (typeof crops)[number];

/** How many values a pixel has, by what its colours are called. */
export const colours = { rgb: 3, grey: 1 } as const;
export type Colour = keyof typeof colours;

const fits = { centre: "cover", pad: "contain", stretch: "fill" } as const;

/** Bytes that are an image already, row by row. */
export interface RawImage {
  height: number;
  width: number;
  channels: 1 | 3;
}

/** Height and width as an image is shown, turned as its camera says. */
export async function sizeOf(file: string): Promise<[height: number, width: number]> {
  const { autoOrient } = await (await openImage(file)).metadata();
  return [autoOrient.height, autoOrient.width];
}

/**
 * Decodes an image file (PNG, JPEG, WebP), turns it as its camera says, puts what is transparent on
 * black, and brings it to a size and number of channels: `[height, width, channels]`, one byte per
 * value. `raw` says that the bytes are decoded already; such an image of the right size stays as it is.
 *
 * @throws Error of the library where the file is no whole image.
 */
export async function readImage(
  file: string | Uint8Array,
  [height, width, channels]: ImageShape,
  crop: Crop,
  raw?: RawImage,
): Promise<Uint8Array> {
  if (
    raw &&
    typeof file !== "string" &&
    [raw.height, raw.width, raw.channels].join() === [height, width, channels].join()
  )
    return file;
  const sized = (await openImage(file, raw))
    .autoOrient()
    .flatten({ background: "black" })
    .resize({ height, width, fit: fits[crop], position: "centre", background: "black" })
    .toColourspace(channels === 1 ? "b-w" : "srgb");
  const { data, info } = await sized.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`it has ${info.channels} channels in place of ${channels}`);
  return data;
}

/** The decoder is loaded when it is first used: few commands need it. */
async function openImage(file: string | Uint8Array, raw?: RawImage): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return sharp(file, raw ? { raw } : { failOn: "error", pages: 1 });
}
