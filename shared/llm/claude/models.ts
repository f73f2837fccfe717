import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { EFFORTS, type ModelInfo } from '../port.ts';
import { parseAnswer } from './answer.ts';
import { notTheProtocol, toError } from './errors.ts';

const PAGE = 1000;
/** A list that still goes on after this many pages goes round in circles. */
const MAX_PAGES = 20;

const supported = z.object({ supported: z.boolean() }).nullish();

const modelSchema = z.object({
  id: z.string().min(1),
  display_name: z.string().nullish(),
  line: z.string().nullish(),
  created_at: z.string().nullish(),
  lifecycle: z.string().nullish(),
  retires_at: z.string().nullish(),
  max_input_tokens: z.int().min(0).nullish(),
  max_tokens: z.int().min(0).nullish(),
  capabilities: z
    .object({
      structured_outputs: supported,
      effort: z.object({ low: supported, medium: supported, high: supported, max: supported }).nullish(),
    })
    .nullish(),
});

const pageSchema = z.object({
  data: z.array(modelSchema),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
});

/** The models that answer today; retired ones are not among them. */
export async function listModels(client: Anthropic, send: Anthropic.RequestOptions): Promise<ModelInfo[]> {
  const models: ModelInfo[] = [];
  let after: string | undefined;
  // Not through the SDK's pages: they take any JSON, an empty one too, for a list of no models.
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const query = { limit: PAGE, ...(after !== undefined && { after_id: after }) };
    const page = parseAnswer(pageSchema, await client.get('/v1/models', { ...send, query }));
    models.push(...page.data.filter(({ lifecycle }) => lifecycle !== 'retired').map(toModelInfo));
    if (!page.has_more || !page.last_id) return models;
    after = page.last_id;
  }
  throw toError(notTheProtocol());
}

function toModelInfo(model: z.output<typeof modelSchema>): ModelInfo {
  const { capabilities, retires_at: retiresAt } = model;
  const created = Date.parse(model.created_at ?? '');
  return {
    id: model.id,
    line: model.line ?? '',
    displayName: model.display_name ?? model.id,
    maxInputTokens: model.max_input_tokens ?? 0,
    maxOutputTokens: model.max_tokens ?? 0,
    structured: capabilities?.structured_outputs?.supported ?? false,
    efforts: EFFORTS.filter((effort) => capabilities?.effort?.[effort]?.supported),
    ...(retiresAt && { retiresAt }),
    // The API says the epoch where it does not know.
    ...(created > 0 && { createdAt: new Date(created).toISOString() }),
  };
}
