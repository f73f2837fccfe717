import ForceGraph from 'force-graph';
import type { Link, Node } from './model.ts';
import { holdsNow, isShown, type Watched } from './state.ts';
import type { Theme } from './theme.ts';

/** Names that are shown at any distance: those of the best connected. */
const LANDMARKS = 60;
/** Pixels of a dot at least, however far away it is. */
const LEAST = 2.4;
/** Pixels of a dot from which on it has a name. */
const NAMED = 7;
const FAMILY = 'ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

export interface Drawing {
  theme(theme: Theme): void;
  zoomBy(factor: number): void;
  showAll(): void;
  show(node: Node): void;
}

const radius = (node: Node): number => 3.2 + Math.sqrt(node.neighbours.size) * 1.35;

/** Draws the graph on a canvas and lays it out by forces. */
export function draw(room: HTMLElement, state: Watched): Drawing {
  const { model } = state;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const glide = still ? 0 : 500;
  const byWeight = [...model.nodes].sort((a, b) => b.neighbours.size - a.neighbours.size);
  const landmarks = new Set(byWeight.slice(0, LANDMARKS));
  // Many links are drawn fainter, and without what costs time and could not be seen.
  const crowded = model.links.length > 3_000;
  const strength = Math.max(0.07, Math.min(0.34, 0.34 * Math.sqrt(600 / model.links.length)));
  let theme: Theme | undefined;
  let fitted = false;

  const centre = (): Node | undefined => state.hovered ?? state.selected;
  // Who is linked with the centre by what is shown now.
  let near = new Set<Node>();
  const isNear = (node: Node): boolean => centre() === undefined || near.has(node);
  const isOf = ({ source, target }: Link): boolean => {
    const of = centre();
    return of !== undefined && (source === of || target === of);
  };
  const isLinkShown = (link: Link): boolean =>
    link.facts.some((fact) => holdsNow(state, fact)) &&
    isShown(state, link.source) &&
    isShown(state, link.target);
  const linkColour = (link: Link): string => {
    if (!theme) return 'transparent';
    if (isOf(link)) return theme.strong;
    return centre() ? theme.link(strength / 3.5) : theme.link(strength);
  };

  const graph = new ForceGraph<Node, Link>(room)
    .autoPauseRedraw(true)
    .minZoom(0.05)
    .maxZoom(12)
    .nodeLabel(() => '')
    .nodeVal((node) => radius(node) ** 2 / 16)
    .nodeVisibility((node) => isShown(state, node))
    .linkVisibility(isLinkShown)
    .linkColor(linkColour)
    .linkWidth((link) => (isOf(link) ? 1.8 : 1))
    .linkCurvature((link) => link.bend)
    .linkDirectionalArrowLength((link) => (isOf(link) ? 5 : crowded ? 0 : 3))
    .linkDirectionalArrowRelPos(0.98)
    .linkDirectionalArrowColor(linkColour)
    .linkCanvasObjectMode(() => 'after')
    .linkCanvasObject((link, pen, scale) => isOf(link) && theme && nameLink(link, pen, scale, theme))
    .nodeCanvasObject((node, pen, scale) => theme && drawNode(node, pen, scale, theme))
    .onRenderFramePost((pen, scale) => theme && nameNodes(pen, scale, theme))
    .nodePointerAreaPaint((node, colour, pen) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(node.x ?? 0, node.y ?? 0, radius(node) + 2, 0, 2 * Math.PI);
      pen.fill();
    })
    .onNodeHover((node) => state.change({ hovered: node ?? undefined }))
    .onNodeClick((node) => state.change({ selected: node }))
    .onBackgroundClick(() => state.change({ selected: undefined }))
    .warmupTicks(model.nodes.length > 600 ? 60 : 120)
    .cooldownTime(still ? 0 : 3_000)
    .onEngineStop(() => {
      if (!fitted) showAll();
      fitted = true;
    });

  function drawNode(node: Node, pen: CanvasRenderingContext2D, scale: number, { colour, back }: Theme) {
    const [x, y, r] = [node.x ?? 0, node.y ?? 0, Math.max(radius(node), LEAST / scale)];
    pen.globalAlpha = isNear(node) ? 1 : 0.16;
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = colour(node.entity.type);
    pen.fill();
    if (r * scale > 5) {
      pen.lineWidth = 1.4 / scale;
      pen.strokeStyle = back;
      pen.stroke();
    }
    if (node === state.selected || node === state.hovered) {
      pen.beginPath();
      pen.arc(x, y, r + 3 / scale, 0, 2 * Math.PI);
      pen.lineWidth = 2 / scale;
      pen.strokeStyle = colour(node.entity.type);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** Names above all dots, the most important first; one that would cover another is left out. */
  function nameNodes(pen: CanvasRenderingContext2D, scale: number, colours: Theme): void {
    const of = centre();
    const taken: [left: number, top: number, right: number, bottom: number][] = [];
    const name = (node: Node): void => {
      const size = (node === of ? 13.5 : 11.5) / scale;
      pen.font = `${node === of ? 650 : 500} ${size}px ${FAMILY}`;
      const text = short(node.entity.name, 34);
      const half = pen.measureText(text).width / 2;
      const [x, y] = [node.x ?? 0, (node.y ?? 0) + radius(node) + size * 0.95];
      const box = [x - half, y - size * 0.55, x + half, y + size * 0.55] as const;
      const [left, top, right, bottom] = box;
      if (taken.some(([l, t, r, b]) => left < r && l < right && top < b && t < bottom)) return;
      taken.push([...box]);
      write(pen, text, [x, y], scale, colours);
    };
    if (of) name(of);
    for (const node of byWeight) {
      if (node === of || !isShown(state, node) || !isNear(node)) continue;
      if (of || landmarks.has(node) || radius(node) * scale >= NAMED) name(node);
    }
  }

  function nameLink(link: Link, pen: CanvasRenderingContext2D, scale: number, { strong, back }: Theme) {
    const { source, target, relation, bend } = link;
    if (source === target || scale < 0.7) return;
    const [sx, sy, tx, ty] = [source.x ?? 0, source.y ?? 0, target.x ?? 0, target.y ?? 0];
    const size = 10 / scale;
    pen.font = `500 ${size}px ${FAMILY}`;
    const text = relation.replaceAll('_', ' ');
    if (Math.hypot(tx - sx, ty - sy) < pen.measureText(text).width + radius(source) + radius(target)) return;
    // The middle of the quadratic curve that force-graph draws: half as far out as its control point.
    const middle: [number, number] = [
      (sx + tx) / 2 + ((ty - sy) * bend) / 2,
      (sy + ty) / 2 - ((tx - sx) * bend) / 2,
    ];
    const turn = Math.atan2(ty - sy, tx - sx);
    pen.save();
    pen.translate(...middle);
    pen.rotate(Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn);
    write(pen, text, [0, 0], scale, { ink: strong, back });
    pen.restore();
  }

  function showAll(): void {
    graph.zoomToFit(glide, Math.max(60, Math.min(innerWidth, innerHeight) * 0.09), (node) =>
      isShown(state, node),
    );
  }

  graph.d3Force('charge')?.strength?.(-150).distanceMax?.(420);
  graph
    .d3Force('link')
    ?.distance?.(
      (link: Link) => 34 + 2.2 * Math.sqrt(link.source.neighbours.size + link.target.neighbours.size),
    );
  // Parts that hang on nothing stay in sight.
  graph.d3Force('home', (alpha) => {
    for (const node of model.nodes) {
      node.vx = (node.vx ?? 0) - (node.x ?? 0) * 0.055 * alpha;
      node.vy = (node.vy ?? 0) - (node.y ?? 0) * 0.075 * alpha;
    }
  });
  graph.graphData({ nodes: model.nodes, links: model.links });
  const resize = (): void => void graph.width(innerWidth).height(innerHeight);
  resize();
  addEventListener('resize', resize);
  showAll();
  state.onChange(() => {
    const of = centre();
    const linked = of ? model.links.filter((link) => isOf(link) && isLinkShown(link)) : [];
    near = new Set([...(of ? [of] : []), ...linked.flatMap(({ source, target }) => [source, target])]);
    // Setting an accessor anew draws once more.
    graph.linkColor(linkColour);
  });

  return {
    theme(next) {
      theme = next;
      graph.linkColor(linkColour);
    },
    zoomBy: (factor) => void graph.zoom(graph.zoom() * factor, glide / 2),
    showAll,
    show(node) {
      graph.centerAt(node.x, node.y, glide);
      if (graph.zoom() < 2) graph.zoom(2, glide);
    },
  };
}

function write(
  pen: CanvasRenderingContext2D,
  text: string,
  [x, y]: [number, number],
  scale: number,
  { ink, back }: Pick<Theme, 'ink' | 'back'>,
): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.lineWidth = 3.5 / scale;
  pen.strokeStyle = back;
  pen.strokeText(text, x, y);
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

const short = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
