import { MultiDirectedGraph } from "graphology";
import { useEffect, useRef } from "react";
import Sigma from "sigma";
import { EdgeLineProgram, NodePointProgram } from "sigma/rendering";
import { useColours } from "../look/colours.ts";
import { change, percent } from "../words.ts";
import { arrange } from "./arrange.ts";
import { colourOf } from "./kinds.ts";
import type { Node, Shown } from "./neighbourhood.ts";

interface Props {
  shown: Shown;
  opened: ReadonlySet<string>;
  focus: string | undefined;
  onFocus: (key: string) => void;
  onOpen: (key: string) => void;
}

/**
 * The shown part of the graph, drawn. What comes appears beside the node it came from, and all find
 * their places; what is there already stays near where it is. A node can be dragged.
 */
export function Picture({ shown, opened, focus, onFocus, onOpen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const graph = useRef(new MultiDirectedGraph());
  const sigma = useRef<Sigma>(undefined);
  const now = useRef({ focus, opened, onFocus, onOpen });
  now.current = { focus, opened, onFocus, onOpen };
  const colours = useColours();

  useEffect(() => {
    const view = new Sigma(graph.current, place.current!, {
      allowInvalidContainer: true,
      hideEdgesOnMove: true,
      defaultEdgeType: "line",
      edgeProgramClasses: { line: EdgeLineProgram },
      defaultNodeType: "circle",
      nodeProgramClasses: { circle: NodePointProgram },
      stagePadding: Math.min(100, place.current!.clientWidth / 6), // labels are to the right of their nodes
      labelRenderedSizeThreshold: 6,
      labelFont: "system-ui, sans-serif",
      labelSize: 12,
      nodeReducer: (key, data) =>
        key === now.current.focus ? { ...data, size: (data.size as number) + 4, zIndex: 1, forceLabel: true } : data,
    });
    sigma.current = view;
    let dragged: string | undefined;
    view.on("clickNode", ({ node }) => now.current.onFocus(node));
    view.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      now.current.onOpen(event.node);
    });
    view.on("downNode", ({ node }) => {
      dragged = node;
      if (!view.getCustomBBox()) view.setCustomBBox(view.getBBox());
    });
    view.on("moveBody", ({ event }) => {
      if (!dragged) return;
      const { x, y } = view.viewportToGraph(event);
      graph.current.mergeNodeAttributes(dragged, { x, y });
      event.preventSigmaDefault();
    });
    const drop = () => {
      dragged = undefined;
    };
    view.on("upNode", drop);
    view.on("upStage", drop);
    return () => view.kill();
  }, []);

  useEffect(() => {
    const view = sigma.current;
    if (!view) return;
    view.setSetting("labelColor", { color: colours.ink });
    view.setSetting("defaultEdgeColor", colours.line);
    view.setSetting("defaultDrawNodeHover", (context, data) => {
      context.fillStyle = colours.surface;
      context.font = "12px system-ui, sans-serif";
      const width = context.measureText(data.label ?? "").width;
      context.fillRect(data.x + data.size + 1, data.y - 9, width + 8, 18);
      context.fillStyle = colours.ink;
      context.fillText(data.label ?? "", data.x + data.size + 4, data.y + 4);
    });
    view.refresh();
  }, [colours]);

  useEffect(() => {
    if (focus !== undefined) sigma.current?.refresh({ skipIndexation: true });
  }, [focus]);

  useEffect(() => {
    const { current } = graph;
    const wanted = new Set(shown.nodes.map(({ key }) => key));
    for (const key of current.nodes()) if (!wanted.has(key)) current.dropNode(key);
    const links = new Set(shown.edges.map(({ key }) => key));
    for (const key of current.edges()) if (!links.has(key)) current.dropEdge(key);
    const before = current.order;
    for (const { key, attributes } of shown.nodes) {
      const isOpen = now.current.opened.has(key);
      const look = {
        label: shorten(nameOf(attributes)),
        color: colourOf(attributes.kind),
        size: isOpen ? 9 : attributes.kind === "Setting" || attributes.kind === "Strategy" ? 3.5 : 6,
      };
      if (current.hasNode(key)) current.mergeNodeAttributes(key, look);
      else {
        const from = shown.edges.find(
          (link) =>
            (link.source === key || link.target === key) &&
            current.hasNode(link.source === key ? link.target : link.source),
        );
        const near = from && current.getNodeAttributes(from.source === key ? from.target : from.source);
        const angle = 2.4 * current.order;
        current.addNode(key, {
          ...look,
          x: (near?.x ?? 0) + Math.cos(angle),
          y: (near?.y ?? 0) + Math.sin(angle),
        });
      }
    }
    for (const { key, source, target } of shown.edges)
      if (!current.hasEdge(key)) current.addDirectedEdgeWithKey(key, source, target, { size: 1, color: colours.line });
    if (current.order === before && before > 0) return;
    sigma.current?.setCustomBBox(null);
    return arrange(current);
  }, [shown, colours]);

  return (
    <div
      ref={place}
      className="picture"
      role="img"
      aria-label={`${shown.nodes.length} nodes and ${shown.edges.length} relationships; the list beside it has the same.`}
    />
  );
}

/** A result is called by its figures: its id says where it is printed, which the panel says too. */
function nameOf({ kind, label, ar, pr }: Node["attributes"]): string {
  if (kind !== "Result" || typeof ar !== "number") return label;
  return `AR ${change(ar)}${typeof pr === "number" ? `, PR ${percent(pr, 0)}` : ""}`;
}

const shorten = (label: string) => (label.length > 34 ? `${label.slice(0, 32)}…` : label);
