/** A canvas made as large as its place, and empty; what is drawn on it is in the page's pixels. */
export function emptied(canvas: HTMLCanvasElement, o: { width: number; height: number }): CanvasRenderingContext2D {
  const scale = devicePixelRatio;
  canvas.width = o.width * scale;
  canvas.height = o.height * scale;
  const to = canvas.getContext("2d")!;
  to.scale(scale, scale);
  return to;
}
