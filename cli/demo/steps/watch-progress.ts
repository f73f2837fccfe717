import { type Asking, askDownstream } from '../ask.ts';
import type { ProgressSeen } from '../session.ts';
import type { Toolbox } from './find-tools.ts';

const SUMMANDS = [19, 23] as const;
const WORK = { seconds: 1, steps: 4 };

/** Uses a second server: one call with an answer that is known, and one that takes long and tells how far it is. */
export async function watchProgress(asking: Asking, { add, work }: Toolbox): Promise<void> {
  const { step } = asking;
  const [a, b] = SUMMANDS;
  const sum = await askDownstream(asking, add.name, add.argumentsFor(SUMMANDS), (text) => text);
  step.check(`${a} and ${b} are ${a + b}`, new RegExp(`\\b${a + b}\\b`).test(sum), sum);

  const seen: ProgressSeen[] = [];
  const onProgress = (now: ProgressSeen): void => {
    seen.push(now);
    step.note(`progress: ${now.progress}${now.total === undefined ? '' : ` of ${now.total}`}`);
  };
  await askDownstream(asking, work.name, work.argumentsFor(WORK), (text) => text, onProgress);
  const amounts = seen.map(({ progress }) => progress);
  const rising = amounts.every((amount, index) => index === 0 || amount > (amounts[index - 1] ?? 0));
  // Not every one: a client may lose the last, which comes together with the result.
  step.check(
    'progress came while the server was at work',
    amounts.length > 0 && rising,
    `${amounts.join(', ') || 'nothing'} of ${WORK.steps}`,
  );
}
