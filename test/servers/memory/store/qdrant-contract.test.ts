import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { needsSharedData } from '../../../shared-data.ts';
import { readContract, tighten } from '../../../support/qdrant/contract.ts';
import { OPENAPI } from '../../../support/qdrant/server.ts';

const QUERY = 'post /collections/{collection_name}/points/query';
const UPSERT = 'put /collections/{collection_name}/points';
const none = new URLSearchParams();

const GOOD = {
  prefetch: [{ query: [0.1, 0.2], using: 'text', limit: 50 }],
  query: { fusion: 'rrf' },
  filter: { must: [{ key: 'scope', match: { any: ['user'] } }] },
  limit: 10,
};
const BROKEN = [
  { ...GOOD, prefetch: [{ query: [0.1, 0.2], usng: 'text' }] },
  { ...GOOD, limit: 'ten' },
  { ...GOOD, filter: { must: [{ key: 'scope', match: { anny: ['user'] } }] } },
  { ...GOOD, query: { fusion: 'rff' } },
];

describe("Qdrant's OpenAPI document", () => {
  test('tightened refuses mistakes deep within a request, and takes what is right', (context) => {
    const contract = readContract(readFileSync(needsSharedData(context, OPENAPI), 'utf8'));
    expect(contract.request(QUERY, none, GOOD)).toEqual([]);
    for (const body of BROKEN) expect(contract.request(QUERY, none, body)).toHaveLength(1);
  });

  test('answers, ids and parameters are held against it too', (context) => {
    const contract = readContract(readFileSync(needsSharedData(context, OPENAPI), 'utf8'));
    const points = (id: unknown) => ({ points: [{ id, vector: [1, 0], payload: null }] });
    expect(contract.request(UPSERT, new URLSearchParams('wait=true'), points(7))).toEqual([]);
    expect(contract.request(UPSERT, new URLSearchParams('wait=perhaps'), points(7))).toHaveLength(1);
    expect(contract.request(UPSERT, new URLSearchParams('weight=true'), points(7))).toEqual([
      `${UPSERT}: unknown ?weight`,
    ]);
    expect(contract.request(UPSERT, none, points('not-a-uuid'))).toHaveLength(1);
    expect(contract.request(UPSERT, none, points(-1))).toHaveLength(1);
    const answer = (status: string) => ({ result: { operation_id: 1, status }, status: 'ok', time: 0.1 });
    expect(contract.response(UPSERT, 200, answer('completed'))).toEqual([]);
    expect(contract.response(UPSERT, 200, answer('done'))).toHaveLength(1);
    expect(contract.response(UPSERT, 404, { status: { error: 'no' }, time: 0 })).toEqual([]);
    expect(contract.response(UPSERT, 404, { error: 'no' })).toHaveLength(1);
    expect(() => contract.request('post /collections/{collection_name}/points/search', none, {})).toThrow(
      'Qdrant has no post /collections/{collection_name}/points/search.',
    );
  });
});

test('tightening closes objects and says what "or null" is', () => {
  expect(
    tighten({
      type: 'object',
      properties: {
        a: { anyOf: [{ $ref: '#/x' }, { nullable: true }] },
        b: { type: 'string', enum: ['x'], nullable: true },
        c: { type: 'object', additionalProperties: { type: 'integer', nullable: true } },
      },
      example: { nullable: true },
    }),
  ).toEqual({
    type: 'object',
    properties: {
      a: { anyOf: [{ $ref: '#/x' }, { type: 'null' }] },
      b: { type: ['string', 'null'], enum: ['x', null] },
      c: { type: 'object', additionalProperties: { type: ['integer', 'null'] } },
    },
    additionalProperties: false,
    example: { nullable: true },
  });
});
