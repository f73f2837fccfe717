import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LlmError } from '../../llm/errors.ts';

export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}

/** The part of ONNX Runtime's API that is used, the same in both packages that have it. */
export interface OnnxRuntime {
  InferenceSession: { create(path: string): Promise<OnnxSession> };
  Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => OnnxTensor;
}

/** In the order of their speed; hundreds of megabytes each, so that only who wants one has it. */
const PACKAGES = ['onnxruntime-node', 'onnxruntime-web'] as const;

/**
 * Finds ONNX Runtime where the user has put it: where this program would find a package of its own (`beside`), or in
 * `node_modules` of one of the folders.
 * @throws LlmError NO_ACCESS that says how to add it, or that it is there and does not work.
 */
export async function loadOnnxRuntime(
  folders: readonly string[] = [],
  beside: string = import.meta.url,
): Promise<OnnxRuntime> {
  const bases = [beside, ...folders.map((folder) => pathToFileURL(join(folder, 'package.json')).href)];
  for (const name of PACKAGES) {
    for (const base of bases) {
      const file = resolve(name, base);
      if (file !== undefined) return load(name, file);
    }
  }
  const where = folders[0] ? `cd ${folders[0]} && npm install` : 'npm install --global';
  throw new LlmError('NO_ACCESS', 'ONNX Runtime is not installed, and a local model needs it.', {
    provider: 'onnx',
    retryable: false,
    hint: `Run \`${where} --ignore-scripts onnxruntime-node\` (about 290 MB; its script would only add a GPU), or use another embedder.`,
  });
}

function resolve(name: string, base: string): string | undefined {
  try {
    return createRequire(base).resolve(name);
  } catch {
    return undefined;
  }
}

async function load(name: string, file: string): Promise<OnnxRuntime> {
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    return (loaded.default ?? loaded) as OnnxRuntime;
  } catch (cause) {
    throw new LlmError('NO_ACCESS', `${name} is installed, but could not be loaded.`, {
      provider: 'onnx',
      retryable: false,
      hint: `Install it again for this Node (${process.version}) and platform (${process.platform} ${process.arch}).`,
      cause,
    });
  }
}
