import { useMemo } from "react";
import { useDark } from "./theme.tsx";

const names = [
  "ink",
  "soft",
  "line",
  "grid",
  "surface",
  "accent",
  "published",
  "other",
  "warn",
  "good",
  "bad",
] as const;

/** The page's colours as they are now, for what is drawn on a canvas. */
export type Colours = Record<(typeof names)[number], string>;

/** Reads them from the style sheet, where light and dark are defined. */
export function useColours(): Colours {
  const dark = useDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheet's answer changes with it.
  return useMemo(() => {
    const probe = document.createElement("i");
    document.body.append(probe);
    const read = names.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    return Object.fromEntries(read) as Colours;
  }, [dark]);
}
