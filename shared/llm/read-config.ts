import { readSection } from '../config/section.ts';
import type { Settings } from '../config.ts';
import { MODEL_CONFIG, MODEL_CONFIG_KEY, type ModelConfig } from './model-config.ts';

/** The section of the settings about models. @throws SettingsError with every mistake at once. */
export function readModelConfig({ modelConfig, file }: Pick<Settings, 'modelConfig' | 'file'>): ModelConfig {
  return readSection(MODEL_CONFIG, { key: MODEL_CONFIG_KEY, value: modelConfig, file });
}
