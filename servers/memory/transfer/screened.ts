import type { Screen, Screened } from '../../../shared/privacy/screen.ts';

/** Names and titles come again and again in one file; longer texts do not. */
const REMEMBERED = 20_000;
const SHORT = 200;

/** The same screen, which looks at a short text that comes often only once. */
export function rememberingScreen(screen: Screen): Screen {
  let known = new Map<string, Screened>();
  let older = new Map<string, Screened>();
  return (text, level) => {
    if (text.length > SHORT || level !== undefined) return screen(text, level);
    const before = known.get(text);
    if (before) return before;
    if (known.size >= REMEMBERED) [older, known] = [known, new Map()];
    const screened = older.get(text) ?? screen(text);
    known.set(text, screened);
    return screened;
  };
}

/** A screen that notes what it found in all texts together. */
export function notingScreen(screen: Screen): {
  screen: Screen;
  found: { redacted: boolean; seal: boolean };
} {
  const found = { redacted: false, seal: false };
  return {
    found,
    screen(text, level) {
      const screened = screen(text, level);
      found.redacted ||= screened.redactions.length > 0;
      found.seal ||= screened.seal;
      return screened;
    },
  };
}
