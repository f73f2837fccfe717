import { expect, onTestFinished } from 'vitest';
import { startEmbedder } from '../../../support/embedding-server/server.ts';
import { startMem0 } from '../../../support/mem0/server.ts';
import { startQdrant } from '../../../support/qdrant/server.ts';
import { describeRecall } from '../recall-suite.ts';
import { openai } from './set-up.ts';

// Nothing is late by what else this machine does.
const PATIENT = { vectors: { queryDeadlineMs: 10_000 } };
/** Small vectors are sent faster; words of the suite do not share a dimension. */
const DIMENSIONS = 512;

describeRecall('with vectors in process', async () => {
  const { url } = await startEmbedder(DIMENSIONS);
  return { embedding: openai(url), memory: PATIENT };
});

describeRecall('with vectors in Qdrant, by its contract', async () => {
  const { url } = await startEmbedder(DIMENSIONS);
  const qdrant = await startQdrant();
  onTestFinished(async () => {
    await qdrant.close();
    expect(qdrant.violations).toEqual([]);
  });
  return { embedding: openai(url), memory: { ...PATIENT, qdrant: { url: qdrant.url } } };
});

const { IZA_QDRANT_URL, IZA_QDRANT_API_KEY } = process.env;
if (IZA_QDRANT_URL) {
  describeRecall(`with vectors in Qdrant at ${IZA_QDRANT_URL}`, async () => {
    const { url } = await startEmbedder(DIMENSIONS);
    const qdrant = {
      url: IZA_QDRANT_URL,
      collectionPrefix: `iza-test-${Date.now()}`,
      ...(IZA_QDRANT_API_KEY && { apiKeyEnv: 'IZA_QDRANT_API_KEY' }),
    };
    return {
      embedding: openai(url),
      memory: { ...PATIENT, qdrant },
      env: { ...(IZA_QDRANT_API_KEY && { IZA_QDRANT_API_KEY }) },
    };
  });
}

describeRecall('with mem0 beside it', async () => {
  const { url } = await startMem0('server', 'm0-secret-key-1234');
  const mem0 = { kind: 'server', baseURL: url, apiKeyEnv: 'MEM0_KEY', userId: 'ada' };
  return {
    memory: { external: { mem0, deadlineMs: 10_000 } },
    env: { MEM0_KEY: 'm0-secret-key-1234' },
    mirror: 'mem0',
  };
});
