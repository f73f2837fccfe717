import { byId, element } from './element.ts';
import { dayOf, holding } from './model.ts';
import type { Watched } from './state.ts';

const PARTS = 60;
const DAY = 86_400_000;
/** Milliseconds in which playing goes through all of the time. */
const PLAY = 14_000;

/** The slider over what held when, with a play button, above how much held at each time. */
export function timeSlider(state: Watched): void {
  const { span } = state.model;
  if (!span) return;
  const [play, slider, when, always] = [
    byId('play'),
    byId<HTMLInputElement>('moment'),
    byId('when'),
    byId('always'),
  ];
  byId('time').hidden = false;
  const counts = holding(state.model, PARTS);
  const most = Math.max(1, ...counts);
  const bars = counts.map((count) => {
    const bar = element('i');
    bar.style.height = `${(100 * count) / most}%`;
    return bar;
  });
  byId('bars').replaceChildren(...bars);
  slider.min = String(span.from);
  slider.max = String(span.to);
  // Whole days, and two hundred steps for the keys at most.
  slider.step = String(Math.max(DAY, Math.ceil((span.to - span.from) / 200 / DAY) * DAY));
  slider.value = String(span.to);

  let playing: number | undefined;
  const stop = (): void => {
    if (playing !== undefined) cancelAnimationFrame(playing);
    playing = undefined;
    play.setAttribute('aria-label', 'Play');
  };
  const at = (moment: number | undefined): void => {
    state.change({ moment });
    if (moment !== undefined) slider.value = String(moment);
    const text = moment === undefined ? '' : dayOf(Math.floor(moment / DAY) * DAY);
    when.textContent = text;
    slider.setAttribute('aria-valuetext', text || 'All times');
    always.setAttribute('aria-pressed', String(moment === undefined));
    const now =
      moment === undefined ? -1 : Math.floor(((moment - span.from) / (span.to - span.from)) * PARTS);
    for (const [nth, bar] of bars.entries()) bar.classList.toggle('now', nth === Math.min(now, PARTS - 1));
  };
  at(undefined);

  slider.addEventListener('input', () => {
    stop();
    at(Number(slider.value));
  });
  always.addEventListener('click', () => {
    stop();
    at(undefined);
  });
  play.addEventListener('click', () => {
    if (playing !== undefined) return stop();
    const begin = state.moment === undefined || state.moment >= span.to ? span.from : state.moment;
    const started = performance.now();
    play.setAttribute('aria-label', 'Pause');
    const step = (now: number): void => {
      const moment = begin + ((now - started) / PLAY) * (span.to - span.from);
      at(Math.min(moment, span.to));
      if (moment >= span.to) stop();
      else playing = requestAnimationFrame(step);
    };
    playing = requestAnimationFrame(step);
  });
}
