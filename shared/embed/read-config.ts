import { readSection } from '../config/section.ts';
import type { Settings } from '../config.ts';
import { EMBEDDING_CONFIG, EMBEDDING_CONFIG_KEY, type EmbeddingConfig } from './config.ts';

/** The section of the settings about embedding. @throws SettingsError with every mistake at once. */
export function readEmbeddingConfig({
  embedding,
  file,
}: Pick<Settings, 'embedding' | 'file'>): EmbeddingConfig {
  return readSection(EMBEDDING_CONFIG, { key: EMBEDDING_CONFIG_KEY, value: embedding, file });
}
