import type { Settings } from '../../shared/config.ts';
import { type Check, fail, ok, type Subject, warn } from './check.ts';

const GROUP = 'Models';
const MODELS: Subject = { id: 'models', group: GROUP, title: 'Models' };
const EMBEDDING: Subject = { id: 'embedding', group: GROUP, title: 'Embedding' };
/** For all that a provider is asked here. */
const LIMIT_MS = 5_000;

/**
 * Asks every provider of models that has a key whether it answers, which costs nothing, and looks at the settings of
 * the embedder, which sends nothing.
 */
export async function checkModels(settings: Settings, env: NodeJS.ProcessEnv): Promise<Check[]> {
  return [...(await checkProviders(settings, env)), ...(await checkEmbedding(settings, env))];
}

async function checkProviders(settings: Settings, env: NodeJS.ProcessEnv): Promise<Check[]> {
  const [{ readModelConfig }, { configuredSources }, { availabilityOf }, { systemClock }, { createLogger }] =
    await Promise.all([
      import('../../shared/llm/read-config.ts'),
      import('../../shared/llm/sources.ts'),
      import('../../shared/llm/availability.ts'),
      import('../../shared/clock.ts'),
      import('../../shared/log.ts'),
    ]);
  return readingSettings(MODELS, async () => {
    const config = readModelConfig(settings);
    if (config.recording.mode === 'replay') return [ok(MODELS, 'answers come from recordings')];
    const log = createLogger('silent');
    const { sources } = await configuredSources({ config, env, clock: systemClock, log });
    if (sources.length === 0) return [ok(MODELS, 'none is set up, and nothing needs one')];
    return Promise.all(
      sources.map(async (source): Promise<Check> => {
        const subject = { id: `models.${source.id}`, group: GROUP, title: source.id };
        const listed = source
          .open(() => {})
          .then((provider) => provider.models(AbortSignal.timeout(LIMIT_MS)));
        const { state, words } = await availabilityOf(listed);
        if (state === 'ready') return ok(subject, words);
        if (state === 'unreachable') return warn(subject, words, 'Until then Iza does without it.');
        return fail(
          subject,
          words,
          `Set another key, or modelConfig.providers.${source.id}.enabled to false.`,
        );
      }),
    );
  });
}

async function checkEmbedding(settings: Settings, env: NodeJS.ProcessEnv): Promise<Check[]> {
  if (settings.embedding === undefined) return [];
  const [{ readEmbeddingConfig }, { openBareEmbedder }, { systemClock }, { LlmError }] = await Promise.all([
    import('../../shared/embed/read-config.ts'),
    import('../../shared/embed/bare.ts'),
    import('../../shared/clock.ts'),
    import('../../shared/llm/errors.ts'),
  ]);
  return readingSettings(EMBEDDING, async () => {
    const config = readEmbeddingConfig(settings);
    if (config.provider === 'none') return [ok(EMBEDDING, 'none')];
    try {
      const deps = { env, clock: systemClock, runtimeFolders: [settings.home] };
      return [ok(EMBEDDING, `${(await openBareEmbedder(config, deps)).fingerprint}; it was not asked`)];
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      return [fail(EMBEDDING, error.message, error.details.hint ?? 'Look at embedding in the settings.')];
    }
  });
}

/** Mistakes in a section that is read here first. */
async function readingSettings(subject: Subject, look: () => Promise<Check[]>): Promise<Check[]> {
  const { SettingsError } = await import('../../shared/config.ts');
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.defects.map(({ where, key, message }) =>
      fail({ ...subject, id: `settings.${key}` }, `${where}: ${key}: ${message}`, `Mend ${key} there.`),
    );
  }
}
