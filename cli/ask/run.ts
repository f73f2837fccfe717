import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openModels } from '../models.ts';
import { recallFor } from './memories.ts';
import { answerFrom } from './outcome.ts';
import { asJson, asText } from './report.ts';

export interface AskRequest {
  home?: string;
  scope: readonly string[];
  json?: boolean;
}

/**
 * Recalls what fits the question and lets a model answer from it. Whatever becomes of the model, what was recalled
 * is shown; the exit code says whether one was asked in vain.
 */
export async function runAsk(context: CliContext, question: string, request: AskRequest): Promise<ExitCode> {
  const models = await openModels(context, request);
  try {
    const memories = await recallFor(context, models.settings, question, request.scope);
    const outcome = await answerFrom(models, question, memories);
    if (request.json) context.out(`${JSON.stringify(asJson(question, memories, outcome), null, 2)}\n`);
    else context.out(asText(memories, outcome));
    return 'failed' in outcome && outcome.failed ? EXIT.unavailable : EXIT.ok;
  } finally {
    await models.close();
  }
}
