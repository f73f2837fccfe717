import type { Model } from './model.ts';

const LIGHT = [
  '#4553d6',
  '#d9622b',
  '#178f74',
  '#b8408f',
  '#2f83c5',
  '#a67c00',
  '#7c4dc4',
  '#c4383f',
  '#5b8c2a',
  '#0e8aa0',
];
const DARK = [
  '#8f9bff',
  '#ff9d66',
  '#4fd1ae',
  '#f08ac9',
  '#6bbcf5',
  '#e5c04f',
  '#bd98ff',
  '#ff8585',
  '#a5d46a',
  '#56cfe2',
];
const OTHERS = { light: '#80848f', dark: '#8d92a2' };

export interface Theme {
  dark: boolean;
  colour(type: string): string;
  ink: string;
  back: string;
  /** How strong, 0 to 1. */
  link(strength: number): string;
  strong: string;
}

const preference = matchMedia('(prefers-color-scheme: dark)');

/** Dark or light as the reader prefers, or as a host says. Calls back at every change. */
export function watchTheme(model: () => Model | undefined, onTheme: (theme: Theme) => void) {
  let said: 'dark' | 'light' | undefined;
  const tell = (): void => {
    const dark = said === undefined ? preference.matches : said === 'dark';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    onTheme(themeOf(dark, model()));
  };
  preference.addEventListener('change', tell);
  return {
    tell,
    say(theme: unknown) {
      said = theme === 'dark' || theme === 'light' ? theme : undefined;
      tell();
    },
  };
}

function themeOf(dark: boolean, model: Model | undefined): Theme {
  const palette = dark ? DARK : LIGHT;
  const colours = new Map(model?.types.map(({ name }, nth) => [name, palette[nth]]));
  const style = getComputedStyle(document.documentElement);
  return {
    dark,
    colour: (type) => colours.get(type) ?? (dark ? OTHERS.dark : OTHERS.light),
    ink: style.getPropertyValue('--ink'),
    back: style.getPropertyValue('--back'),
    link: (strength) => (dark ? `rgb(160 168 196 / ${strength})` : `rgb(70 76 96 / ${strength * 0.8})`),
    strong: style.getPropertyValue('--accent'),
  };
}
