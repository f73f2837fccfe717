import { expect, test } from 'vitest';
import { createRestartPolicy } from '../../../servers/meta/restart-policy.ts';

const SECOND = 1_000;

function start() {
  const clock = { now: 0 };
  return { clock, policy: createRestartPolicy(() => clock.now) };
}

test('the pause doubles with each crash', () => {
  const { clock, policy } = start();
  expect(policy.wait()).toBe(0);
  const pauses = [1, 2, 3, 4].map(() => {
    policy.crashed();
    return policy.wait();
  });
  expect(pauses).toEqual([250, 500, 1_000, 2_000]);
  clock.now += 1_500;
  expect(policy.wait()).toBe(500);
  clock.now += 500;
  expect(policy.wait()).toBe(0);
});

test('the fifth crash within five minutes ends it', () => {
  const { policy } = start();
  for (let i = 0; i < 5; i += 1) policy.crashed();
  expect(policy.wait()).toBeUndefined();
  expect(policy.crashes()).toBe(5);
});

test('crashes more than five minutes ago are forgotten, and counted still', () => {
  const { clock, policy } = start();
  for (let i = 0; i < 4; i += 1) policy.crashed();
  clock.now += 300 * SECOND;
  policy.crashed();
  expect(policy.wait()).toBe(250);
  expect(policy.crashes()).toBe(5);
});

test('a reset starts anew', () => {
  const { policy } = start();
  for (let i = 0; i < 5; i += 1) policy.crashed();
  policy.reset();
  expect(policy.wait()).toBe(0);
});
