import type { ViewData } from '../view-data.ts';
import { type Drawing, draw } from './draw.ts';
import { byId } from './element.ts';
import { connectHost } from './host.ts';
import { legend } from './legend.ts';
import { type Model, modelOf, type Node } from './model.ts';
import { panel } from './panel.ts';
import { searchBox } from './search.ts';
import { holdsNow, isShown, type Watched, watched } from './state.ts';
import { type Theme, watchTheme } from './theme.ts';
import { timeSlider } from './time.ts';

let model: Model | undefined;
let theme: Theme | undefined;
let onTheme: ((theme: Theme) => void) | undefined;

const themes = watchTheme(
  () => model,
  (next) => {
    theme = next;
    onTheme?.(next);
  },
);

function start(data: ViewData): void {
  // A page shows one graph: what a host sends later is another call, and another page.
  if (model) return;
  model = modelOf(data);
  const state = watched(model);
  byId('empty').hidden = model.nodes.length > 0;
  themes.tell();
  const now = (): Theme => theme as Theme;
  let drawing: Drawing | undefined;
  const go = (node: Node): void => {
    state.change({ selected: node });
    drawing?.show(node);
  };
  const showPanel = panel(state, now, go);
  searchBox(state, now, go);
  timeSlider(state);
  count(state);
  state.onChange(() => count(state));
  drawing = draw(byId('canvas'), state);
  const drawn = drawing;
  onTheme = (next) => {
    drawn.theme(next);
    legend(state, next);
    showPanel();
  };
  onTheme(now());
  byId('closer').addEventListener('click', () => drawn.zoomBy(1.5));
  byId('farther').addEventListener('click', () => drawn.zoomBy(1 / 1.5));
  byId('fit').addEventListener('click', () => drawn.showAll());
}

/** Says how much is to be seen, to people and to those who test the page. */
function count(state: Watched): void {
  const entities = state.model.nodes.filter((node) => isShown(state, node)).length;
  const facts = state.model.facts.filter((fact) => holdsNow(state, fact)).length;
  const said = `${entities} ${entities === 1 ? 'entity' : 'entities'}, ${facts} ${facts === 1 ? 'fact' : 'facts'}`;
  const room = byId('counts');
  if (room.textContent !== said) room.textContent = said;
  const title = state.model.graph === 'main' ? 'Knowledge graph' : state.model.graph;
  document.title = title;
  const [heading] = document.getElementsByTagName('h1');
  if (heading) heading.textContent = title;
  Object.assign(document.documentElement.dataset, {
    entities: String(entities),
    facts: String(facts),
    selected: state.selected?.id ?? '',
  });
}

const embedded = JSON.parse(byId('graph').textContent ?? 'null') as ViewData | null;
if (embedded) start(embedded);
else {
  themes.tell();
  byId('empty').hidden = false;
  if (window.parent !== window) {
    connectHost({
      data(data) {
        start(data);
      },
      theme: themes.say,
    });
  }
}
