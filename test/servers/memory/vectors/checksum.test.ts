import { expect, test } from 'vitest';
import { createChecksum, digestOf } from '../../../../servers/memory/vectors/checksum.ts';
import { pointId, uuid5 } from '../../../../servers/memory/vectors/point-id.ts';

test('a UUID of version 5 is that of RFC 9562, appendix A.4', () => {
  expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

test('a point has one id for each memory and space', () => {
  const id = pointId('01M7WB73GFMNZAZDJ3GQ3SSDRP', 'voyage/m/4#00');
  // python3: uuid.uuid5(namespace, '["01M7WB73GFMNZAZDJ3GQ3SSDRP","voyage/m/4#00"]')
  expect(id).toBe('47be8d30-5077-59f9-827a-c200df337b15');
  expect(pointId('01M7WB73GFMNZAZDJ3GQ3SSDRP', 'voyage/m/4#01')).not.toBe(id);
  expect(pointId('a', 'b","c')).not.toBe(pointId('a","b', 'c'));
});

// Worked out with Python's hashlib, struct and json.
test('digests and checksums are those of an independent program', () => {
  const [first, second] = [Float32Array.of(0.6, 0.8), Float32Array.of(0, 1)];
  expect(digestOf(first)).toBe('9d2c143dc5e2c8df311211d38cb9ed78');
  // A view into a larger buffer is hashed as far as it goes.
  expect(digestOf(Float32Array.of(9, 0.6, 0.8, 9).subarray(1, 3))).toBe('9d2c143dc5e2c8df311211d38cb9ed78');
  const records = [
    {
      id: '00000000-0000-5000-8000-000000000001',
      payload: { memory: 'm1', scope: 'user', kind: 'fact', at: 1_000 },
      digest: digestOf(first),
    },
    {
      id: '00000000-0000-5000-8000-000000000002',
      payload: { memory: 'm2', scope: 'project:a', kind: 'note', at: 2_000 },
      digest: digestOf(second),
    },
  ];
  const sum = (order: readonly number[]) => {
    const checksum = createChecksum();
    for (const index of order) checksum.add(records[index] as (typeof records)[number]);
    return checksum.value();
  };
  expect(sum([])).toBe('0'.repeat(64));
  expect(sum([0])).toBe('9d08c67a866ae63341f2f327d5b9759016170920fc038084069b5bd732863e4e');
  expect(sum([0, 1])).toBe('245255e4283b87fa006adb7a520dec230b9a8f7a7f849406fb8b54539f2e2917');
  expect(sum([1, 0])).toBe(sum([0, 1]));
});
