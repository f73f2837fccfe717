import { button, byId, dot, element } from './element.ts';
import { dayOf, type Fact, type Node } from './model.ts';
import { holdsNow, type Watched } from './state.ts';
import type { Theme } from './theme.ts';

/** Shows the selected entity with its facts and their sources. */
export function panel(state: Watched, theme: () => Theme, go: (node: Node) => void): () => void {
  const room = byId('panel');
  let shown: string | undefined;
  const show = (): void => {
    const node = state.selected;
    // Drawn anew only when it would say something else.
    const now = node && `${node.id} ${state.moment} ${theme().dark}`;
    if (now === shown) return;
    shown = now;
    room.hidden = !node;
    room.replaceChildren(...(node ? contents(node) : []));
  };
  state.onChange(show);

  function contents(node: Node): HTMLElement[] {
    const { entity } = node;
    const close = button('close', '×', () => state.change({ selected: undefined }));
    close.setAttribute('aria-label', 'Close');
    const also = [...entity.also, ...entity.keys, ...entity.merged.map(({ name }) => name)];
    const names = [...new Set(also)].filter((name) => name !== entity.name);
    const facts = Map.groupBy(node.facts, (fact) =>
      fact.subject === node.id ? words(fact.relation) : `← ${words(fact.relation)}`,
    );
    return [
      element('header', '', element('h2', '', entity.name), close),
      element('p', 'type', dot(theme().colour(entity.type)), `${entity.type} · ${entity.id}`),
      ...(entity.summary ? [element('p', 'summary', entity.summary)] : []),
      ...(names.length > 0 ? [element('p', 'also', names.join(' · '))] : []),
      ...[...facts].flatMap(([relation, some]) => [
        element('h3', '', relation),
        element('ul', 'facts', ...some.map((fact) => row(node, fact))),
      ]),
    ];
  }

  function row(node: Node, fact: Fact): HTMLElement {
    const other = state.model.byId.get((fact.subject === node.id ? fact.object : fact.subject) ?? '');
    const end = other
      ? button('end', other.entity.name, () => go(other))
      : element('span', 'value', String(fact.value));
    const { validFrom, validTo, confidence } = fact;
    const held = [
      (validFrom !== undefined || validTo !== undefined) &&
        `${validFrom === undefined ? '…' : dayOf(validFrom)} – ${validTo === undefined ? 'now' : dayOf(validTo)}`,
      confidence < 1 && `${Math.round(confidence * 100)} % sure`,
    ].filter(Boolean);
    return element(
      'li',
      holdsNow(state, fact) ? '' : 'past',
      end,
      held.length > 0 ? element('div', 'held', held.join(' · ')) : undefined,
      fact.text ? element('div', 'held', fact.text) : undefined,
      fact.sources.length > 0 ? sources(fact) : undefined,
    );
  }

  return show;
}

function sources({ sources: some }: Fact): HTMLElement {
  const title = some.length === 1 ? 'Source' : `${some.length} sources`;
  return element(
    'details',
    '',
    element('summary', '', title),
    ...some.flatMap(({ title: name, episode, uri, at, quote }) => [
      element('div', '', [name ?? episode, at !== undefined && dayOf(at), uri].filter(Boolean).join(' · ')),
      ...(quote ? [element('blockquote', '', quote)] : []),
    ]),
  );
}

const words = (relation: string): string => relation.replaceAll('_', ' ');
