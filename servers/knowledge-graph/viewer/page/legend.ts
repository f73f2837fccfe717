import { byId, dot, element } from './element.ts';
import type { Watched } from './state.ts';
import type { Theme } from './theme.ts';

/** The colours of the types; a click hides those of a type, and shows them again. Called again for another theme. */
export function legend(state: Watched, theme: Theme): void {
  const { model, hiddenTypes } = state;
  const room = byId('legend');
  room.hidden = model.types.length === 0;
  room.replaceChildren(
    ...model.types.map(({ name, count }) => {
      const row = element(
        'button',
        '',
        dot(theme.colour(name)),
        element('span', 'name', name),
        element('span', 'kind', String(count)),
      );
      row.type = 'button';
      row.setAttribute('aria-pressed', String(!hiddenTypes.has(name)));
      row.addEventListener('click', () => {
        if (!hiddenTypes.delete(name)) hiddenTypes.add(name);
        row.setAttribute('aria-pressed', String(!hiddenTypes.has(name)));
        state.change({});
      });
      return row;
    }),
  );
}
