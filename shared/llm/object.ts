import * as z from 'zod';
import type { JsonObject } from '../mcp/surface.ts';
import { describeDefects } from './defects.ts';
import { LlmError } from './errors.ts';
import type { GenerateResult, Message } from './port.ts';

/** How often the model may mend its answer. */
const MENDS = 2;

/** A schema as the providers take it. What it cannot say is left open there, and checked when the answer comes. */
export function toSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as JsonObject;
}

/**
 * Asks for an object until it fits the schema in full: providers enforce only parts of one. Each answer that does not
 * fit is shown to the model again with its defects, twice at most.
 * @throws LlmError SCHEMA_VIOLATION, REFUSED, or BAD_ANSWER when the answer was cut off.
 */
export async function askForObject<S extends z.ZodType>(
  schema: S,
  messages: readonly Message[],
  ask: (messages: readonly Message[]) => Promise<GenerateResult>,
): Promise<{ object: z.output<S>; result: GenerateResult }> {
  let conversation = messages;
  for (let mends = 0; ; mends++) {
    const result = await ask(conversation);
    const read = await readObject(schema, result);
    if ('object' in read) return { object: read.object, result };
    if (mends === MENDS) throw violation(read.defects, result, `It was asked to mend it ${MENDS} times.`);
    conversation = [...conversation, ...complaint(result.text, read.defects)];
  }
}

/** The object of an answer that nobody can be asked to mend. @throws LlmError as `askForObject` does. */
export async function objectOf<S extends z.ZodType>(schema: S, result: GenerateResult): Promise<z.output<S>> {
  const read = await readObject(schema, result);
  if ('object' in read) return read.object;
  throw violation(read.defects, result, 'Asked for by itself, it can be mended.');
}

async function readObject<S extends z.ZodType>(
  schema: S,
  result: GenerateResult,
): Promise<{ object: z.output<S> } | { defects: string[] }> {
  if (result.stop === 'refusal') throw refused(result);
  if (result.stop === 'length') throw cutOff(result);
  const value = readJson(result.text);
  if (value === undefined) return { defects: ['the whole: must be JSON and nothing else'] };
  const parsed = await schema.safeParseAsync(value);
  return parsed.success ? { object: parsed.data } : { defects: describeDefects(parsed.error.issues) };
}

/** The JSON of an answer. Models without structured output like to put it into a fence, or a sentence before it. */
function readJson(text: string): unknown {
  const inside = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, inside]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The next one may be it.
    }
  }
  return undefined;
}

function complaint(answer: string, defects: readonly string[]): Message[] {
  const content = `That does not fit the schema:\n${defects.map((defect) => `- ${defect}`).join('\n')}\nAnswer with the whole object again, mended.`;
  // Providers refuse an empty message.
  const said: Message[] = answer.trim() === '' ? [] : [{ role: 'assistant', content: answer }];
  return [...said, { role: 'user', content }];
}

function violation(
  defects: readonly string[],
  { provider, model }: GenerateResult,
  mending: string,
): LlmError {
  return new LlmError(
    'SCHEMA_VIOLATION',
    `The answer of ${model} does not fit the schema: ${defects.join('; ')}.`,
    {
      provider,
      retryable: false,
      hint: `${mending} Use a more capable line of models, or a simpler schema.`,
    },
  );
}

function cutOff({ provider, model, usage }: GenerateResult): LlmError {
  return new LlmError(
    'BAD_ANSWER',
    `The answer of ${model} was cut off after ${usage.outputTokens} tokens.`,
    {
      provider,
      retryable: false,
      hint: 'Raise maxTokens, or ask for less.',
    },
  );
}

function refused({ provider, model }: GenerateResult): LlmError {
  return new LlmError('REFUSED', `${model} declined to answer.`, {
    provider,
    retryable: false,
    hint: 'Word the request differently, or leave out what it may have taken offence at.',
  });
}
