import type { Content, Part as GooglePart } from '@google/genai';
import type { JsonObject } from '../../mcp/surface.ts';
import type { Message, OpaquePart, Part } from '../port.ts';

/**
 * Stands for a signature where a call of a tool has none, because another provider made it: Gemini 3 refuses a call
 * without one (https://ai.google.dev/gemini-api/docs/thought-signatures, "FAQs").
 */
const NO_SIGNATURE = 'skip_thought_signature_validator';

/** A conversation as Gemini takes it: its own signed thoughts go back with the part that they came with. */
export function toContents(messages: readonly Message[], provider: string): Content[] {
  const toolNames = new Map<string, string>();
  return messages.map(({ role, content }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: typeof content === 'string' ? [{ text: content }] : toParts(content, provider, toolNames),
  }));
}

/** The opaque part that carries a signature; it stands before the part that the signature belongs to. */
export function signaturePart(provider: string, thoughtSignature: string): OpaquePart {
  return { type: 'opaque', provider, value: { thoughtSignature } };
}

function toParts(parts: readonly Part[], provider: string, toolNames: Map<string, string>): GooglePart[] {
  const sent: GooglePart[] = [];
  let signature: string | undefined;
  let calls = 0;
  for (const part of parts) {
    if (part.type === 'opaque') {
      if (part.provider === provider) signature = signatureOf(part.value);
      continue;
    }
    if (part.type === 'tool_use') {
      toolNames.set(part.id, part.name);
      // Of several calls made at once only the first is signed.
      if (calls === 0) signature ??= NO_SIGNATURE;
      calls += 1;
    }
    sent.push({
      ...toPart(part, toolNames),
      ...(signature !== undefined && { thoughtSignature: signature }),
    });
    signature = undefined;
  }
  if (signature !== undefined) sent.push({ text: '', thoughtSignature: signature });
  return sent;
}

function toPart(part: Exclude<Part, OpaquePart>, toolNames: ReadonlyMap<string, string>): GooglePart {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'tool_use':
      return { functionCall: { id: part.id, name: part.name, args: part.input } };
    case 'tool_result': {
      // A result names its tool here, which the port leaves to the id.
      const name = toolNames.get(part.id) ?? 'unknown';
      return {
        functionResponse: {
          id: part.id,
          name,
          response: part.isError ? { error: part.text } : { output: part.text },
        },
      };
    }
  }
}

function signatureOf(value: JsonObject): string | undefined {
  return typeof value.thoughtSignature === 'string' ? value.thoughtSignature : undefined;
}
