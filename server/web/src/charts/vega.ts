import { parse, type Spec, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";

/**
 * Makes a view of a chart. Its expressions stay trees that an interpreter walks, so the page never
 * makes code of text.
 */
export function viewOf(spec: Spec, o: { container?: HTMLElement; renderer: "svg" | "canvas" | "none" }): View {
  const runtime = parse(spec, undefined, { ast: true });
  return new View(runtime, {
    expr: expressionInterpreter as never,
    renderer: o.renderer,
    ...(o.container && { container: o.container }),
  });
}
