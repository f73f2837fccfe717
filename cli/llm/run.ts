import { LlmError } from '../../shared/llm/errors.ts';
import type { Llm } from '../../shared/llm/llm.ts';
import { MODEL_ALIASES } from '../../shared/llm/port.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openModels } from '../models.ts';
import { readEmbedder } from './embedder.ts';
import { type EstimateRow, type LlmReport, renderLlm } from './report.ts';

const ANSWER_TOKENS = 1_000;
const CALLER = 'cli';

export interface LlmRequest {
  home?: string;
  estimate?: string;
  json?: boolean;
}

/** Shows what there is and what it cost; sends nothing that is paid for. */
export async function runLlm(context: CliContext, { home, estimate, json }: LlmRequest): Promise<ExitCode> {
  const models = await openModels(context, { ...(home && { home }) });
  const { llm, ledger, close } = models;
  try {
    const from = new Date(context.now() - 30 * 24 * 60 * 60_000).toISOString().slice(0, 10);
    const to = new Date(context.now()).toISOString().slice(0, 10);
    const [status, embedder, days, callers, byModel] = await Promise.all([
      llm.status({ caller: CALLER }),
      readEmbedder(context, models),
      ledger.spend('day', from, to),
      ledger.spend('caller', from, to),
      ledger.spend('model', from, to),
    ]);
    const estimates = estimate === undefined ? undefined : await estimateAll(llm, estimate);
    const spend = { days, callers, models: byModel };
    const report: LlmReport = { status, embedder, spend, ...(estimates && { estimates }) };
    context.out(json ? `${JSON.stringify(report, null, 2)}\n` : renderLlm(report));
    return EXIT.ok;
  } finally {
    await close();
  }
}

function estimateAll(llm: Llm, text: string): Promise<EstimateRow[]> {
  return Promise.all(
    MODEL_ALIASES.map(async (alias): Promise<EstimateRow> => {
      try {
        const estimate = await llm.estimate({
          model: alias,
          account: { caller: CALLER },
          messages: [{ role: 'user', content: text }],
          maxTokens: ANSWER_TOKENS,
        });
        return { alias, estimate };
      } catch (error) {
        if (error instanceof LlmError) return { alias, problem: error.message };
        throw error;
      }
    }),
  );
}
