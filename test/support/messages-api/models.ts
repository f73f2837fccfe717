import type Anthropic from '@anthropic-ai/sdk';
import { type Answer, errorAnswer, jsonAnswer } from './answer.ts';
import type { ApiRequest } from './request.ts';

const yes = { supported: true };
const no = { supported: false };

const CAPABILITIES: Anthropic.ModelCapabilities = {
  batch: yes,
  citations: yes,
  code_execution: yes,
  context_management: {
    supported: true,
    clear_thinking_20251015: yes,
    clear_tool_uses_20250919: yes,
    compact_20260112: yes,
  },
  effort: { supported: true, low: yes, medium: yes, high: yes, xhigh: yes, max: yes },
  image_input: yes,
  pdf_input: yes,
  server_tools: { supported: true, code_execution: yes, web_search: yes },
  structured_outputs: yes,
  thinking: { supported: true, types: { adaptive: yes, between_tools: yes, disabled: yes, enabled: no } },
};

/** A model as the API lists it: active, able to do everything, 200,000 tokens in and 64,000 out unless said. */
export function model(id: string, more: Partial<Anthropic.ModelInfo> = {}): Anthropic.ModelInfo {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-09-01T00:00:00Z',
    lifecycle: 'active',
    line: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    capabilities: CAPABILITIES,
    deprecated_at: null,
    retires_at: null,
    ...more,
  };
}

/** The models of the server unless others are given: two generations of a line, one that retires, one retired. */
export const MODELS: readonly Anthropic.ModelInfo[] = [
  model('claude-opus-5-5', {
    display_name: 'Claude Opus 5.5',
    line: 'opus',
    created_at: '2026-10-01T00:00:00Z',
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
  }),
  model('claude-sonnet-5-5', { display_name: 'Claude Sonnet 5.5', line: 'sonnet' }),
  model('claude-haiku-5-5', {
    display_name: 'Claude Haiku 5.5',
    line: 'haiku',
    created_at: '2026-08-01T00:00:00Z',
    capabilities: {
      ...CAPABILITIES,
      effort: { supported: true, low: yes, medium: yes, high: yes, xhigh: null, max: no },
    },
  }),
  model('claude-sonnet-4-5', {
    display_name: 'Claude Sonnet 4.5',
    line: 'sonnet',
    created_at: '2025-09-29T00:00:00Z',
    lifecycle: 'deprecated',
    deprecated_at: '2026-08-01T00:00:00Z',
    retires_at: '2026-11-30T00:00:00Z',
  }),
  model('claude-instant-1', {
    display_name: 'Claude Instant',
    created_at: '1970-01-01T00:00:00Z',
    lifecycle: 'retired',
    deprecated_at: '2024-09-04T00:00:00Z',
    retires_at: '2024-11-06T00:00:00Z',
    max_input_tokens: null,
    max_tokens: null,
    capabilities: null,
  }),
];

const DEFAULT_PAGE = 20;

/** `GET /v1/models` in pages, and `GET /v1/models/{id}`. Retired models are listed only when they are asked for. */
export function modelsAnswer(request: ApiRequest, models: readonly Anthropic.ModelInfo[]): Answer {
  const id = /^\/v1\/models\/(.+)$/.exec(request.path)?.[1];
  if (id !== undefined) {
    const found = models.find((one) => one.id === decodeURIComponent(id));
    return found ? jsonAnswer(found) : errorAnswer(404, { message: `model: ${id}` });
  }
  const asked = request.query.getAll('lifecycle[]');
  const stages = asked.length > 0 ? asked : ['active', 'deprecated'];
  const listed = models.filter(({ lifecycle }) => stages.includes(lifecycle));
  const limit = Number(request.query.get('limit') ?? DEFAULT_PAGE);
  const start = listed.findIndex((one) => one.id === request.query.get('after_id')) + 1;
  const data = listed.slice(start, start + limit);
  return jsonAnswer({
    data,
    has_more: start + limit < listed.length,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
}
