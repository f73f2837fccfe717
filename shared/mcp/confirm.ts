import { type InputRequiredResult, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import { IzaError } from './errors.ts';
import type { Call, JsonObject } from './surface.ts';

const KEY = 'confirm';

/**
 * Asks the person before a destructive call. Returns the question to send, or undefined when they agreed.
 * A question that was closed without an answer is still pending: neither yes nor no.
 * @throws IzaError DECLINED, CONFIRMATION_PENDING, or CONFIRMATION_REQUIRED where the client cannot ask.
 */
export function confirmation(
  tool: string,
  question: string,
  input: JsonObject,
  call: Call,
): InputRequiredResult | undefined {
  const asks = canAsk(call);
  // Where the person can be asked, they are: what the model says in their name does not count.
  if (input.confirm === true && !asks) return undefined;
  const confirmed = { tool, arguments: { ...input, confirm: true } };
  const answer = inputResponse(call.inputResponses, KEY);
  if (answer.kind === 'elicit') {
    if (answer.action === 'accept' && answer.content?.confirm === true) return undefined;
    if (answer.action === 'cancel') {
      throw new IzaError('CONFIRMATION_PENDING', 'The question was closed without an answer.', {
        hint: 'Nothing was changed. When the person is there to answer, call again.',
      });
    }
    throw new IzaError('DECLINED', 'The person said no.', {
      hint: 'Nothing was changed. Do not repeat the call.',
    });
  }
  if (!asks) {
    throw new IzaError('CONFIRMATION_REQUIRED', question, {
      hint: 'Nothing was changed. Ask the person in the conversation; once they agree, call with confirm: true.',
      next: confirmed,
    });
  }
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({
        message: question,
        requestedSchema: {
          type: 'object',
          properties: { confirm: { type: 'boolean', title: 'Yes, do it', default: false } },
          required: ['confirm'],
        },
      }),
    },
  });
}

/** Whether the client shows forms. A bare `elicitation: {}` means that it does, as before the modes were told apart. */
function canAsk({ capabilities: { elicitation } }: Call): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
