import { byId, dot, element } from './element.ts';
import { type Node, search } from './model.ts';
import type { Watched } from './state.ts';
import type { Theme } from './theme.ts';

const MOST = 12;

/** The search box, as a combobox of the ARIA Authoring Practices: arrows choose, Enter goes there, Escape leaves. */
export function searchBox(state: Watched, theme: () => Theme, go: (node: Node) => void): void {
  const box = byId<HTMLInputElement>('search');
  const list = byId('hits');
  let found: Node[] = [];
  let chosen = -1;

  const close = (): void => {
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };
  const choose = (at: number): void => {
    chosen = found.length === 0 ? -1 : (at + found.length) % found.length;
    for (const [nth, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(nth === chosen));
      if (nth !== chosen) continue;
      option.scrollIntoView({ block: 'nearest' });
      box.setAttribute('aria-activedescendant', option.id);
    }
  };
  const take = (node: Node): void => {
    box.value = node.entity.name;
    close();
    go(node);
    byId('panel').focus();
  };
  const open = (): void => {
    found = search(state.model, box.value, MOST);
    const options = found.map((node, nth) => {
      const option = element(
        'div',
        'hit',
        dot(theme().colour(node.entity.type)),
        element('span', 'name', node.entity.name),
        element('span', 'kind', node.entity.type),
      );
      option.id = `hit-${nth}`;
      option.setAttribute('role', 'option');
      option.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        take(node);
      });
      return option;
    });
    list.replaceChildren(
      ...(options.length > 0 ? options : [element('div', 'hit none', 'Nothing is called that.')]),
    );
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    choose(box.value === '' ? -1 : 0);
  };

  box.addEventListener('input', open);
  box.addEventListener('focus', () => {
    box.select();
    open();
  });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === 'Enter') {
      const node = found[Math.max(chosen, 0)];
      if (node) take(node);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      box.blur();
    } else return;
    event.preventDefault();
  });
  addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== box) {
      event.preventDefault();
      box.focus();
    } else if (event.key === 'Escape') state.change({ selected: undefined });
  });
}
