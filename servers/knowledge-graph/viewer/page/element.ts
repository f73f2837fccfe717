/** An element with its class and what is in it; texts are texts, whatever they look like. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  ...inside: (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside.filter((one) => one !== undefined));
  return made;
}

export function button(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** An element that the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found as T;
}

export function dot(colour: string): HTMLElement {
  const made = element('span', 'dot');
  made.style.setProperty('--dot', colour);
  return made;
}
