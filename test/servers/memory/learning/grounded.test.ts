import { expect, test } from 'vitest';
import { ungrounded } from '../../../../servers/memory/learning/grounded.ts';

const SOURCES = [
  'Ada: We moved the launch from March to 12 May 2026, since Dr. Okafor needs three weeks more.',
  "Ben: the budget is 1,200.50 euros, and anna's flat is at 14:30/B.",
];
const NUMBER = 'it has a number that no cited message has';
const NAME = 'it has a name that no cited message has';

test.each([
  'Ada moved the launch to 12 May 2026.',
  'The launch is on the 12 of May.',
  'Okafor needs 3 weeks.',
  'Ben says that the budget is 1,200.50 euros.',
  'Anna has a flat.',
  'Moving the launch was for Okafor’s sake.',
  'It is at 14:30.',
])('%s stands on its sources', (sentence) => {
  expect(ungrounded(sentence, SOURCES)).toBeUndefined();
});

test.each([
  ['Ada moved the launch to 13 May.', NUMBER],
  ['Ada moved the launch by two weeks.', NUMBER],
  ['The budget is 1,200 euros.', NUMBER],
  ['The launch is in 2027.', NUMBER],
  ['Ada told Clara of the launch.', NAME],
  ['Clara moved the launch.', NAME],
  ['Ada moved the launch to Oslo.', NAME],
  ['Ada works for NASA.', NAME],
  ['発売は五月です。', 'it is in a script without capitals, where names cannot be told'],
])('%s does not', (sentence, why) => {
  expect(ungrounded(sentence, SOURCES)).toBe(why);
});
