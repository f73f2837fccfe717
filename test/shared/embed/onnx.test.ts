import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, type TestContext, test } from 'vitest';
import { openOnnxEmbedder } from '../../../shared/embed/onnx/embedder.ts';
import { readModelFolder } from '../../../shared/embed/onnx/model-folder.ts';
import { loadOnnxRuntime } from '../../../shared/embed/onnx/runtime.ts';
import { openTokenizer } from '../../../shared/embed/onnx/tokenize.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { decisive, failure } from '../llm/expect-llm-error.ts';
import { lookupModel, wordTokenizer, writeFiles } from './onnx-model.ts';

/** [PAD], [UNK], [CLS], [SEP], tea, rain, boat. The first would spoil every mean that counts it. */
const TABLE = [
  [1000, 1000],
  [1, 1],
  [8, 0],
  [0, 8],
  [1, 0],
  [0, 1],
  [3, 4],
];

const MODEL = { 'model.onnx': lookupModel(TABLE), 'tokenizer.json': wordTokenizer() };

async function folderOf(files: Readonly<Record<string, Buffer | object>>): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  return folder;
}

/** Where the real ONNX Runtime is. It is hundreds of megabytes, so it is no dependency: CI adds it for this. */
function runtimeFolder(context: TestContext): string {
  const folder = process.env.IZA_ONNX_RUNTIME;
  if (folder) return folder;
  return context.skip(
    'needs ONNX Runtime: npm install --prefix DIR --ignore-scripts onnxruntime-node@1.30.0, and IZA_ONNX_RUNTIME=DIR',
  );
}

describe('a real model in the real runtime', () => {
  test('one vector a text: the mean of its tokens, whatever the others in its batch', async (context) => {
    const runtimeFolders = [runtimeFolder(context)];
    const embedder = await openOnnxEmbedder({ folder: await folderOf(MODEL), runtimeFolders });
    // [CLS] tea boat [SEP]: (8+1+3+0)/4, (0+0+4+8)/4. [CLS] rain [SEP]: (8+0+0)/3, (0+1+8)/3, filled up by one.
    const expected = [Float32Array.from([3, 3]), Float32Array.from([8 / 3, 3])];
    expect(await embedder.embed(['tea boat', 'rain'], 'document')).toEqual(expected);
    expect(await embedder.embed(['Rain'], 'query')).toEqual(expected.slice(1));
  });

  test.for<[string, readonly number[]]>([
    ['pooling_mode_cls_token', [8, 0]],
    ['pooling_mode_lasttoken', [0, 8]],
  ])('%s', async ([mode, vector], context) => {
    const runtimeFolders = [runtimeFolder(context)];
    const files = { ...MODEL, '1_Pooling/config.json': { pooling_mode_mean_tokens: false, [mode]: true } };
    const embedder = await openOnnxEmbedder({ folder: await folderOf(files), runtimeFolders });
    expect(await embedder.embed(['tea boat', 'rain'], 'document')).toEqual(
      Array(2).fill(Float32Array.from(vector)),
    );
  });

  test('a model that is none', async (context) => {
    const runtimeFolders = [runtimeFolder(context)];
    const folder = await folderOf({ ...MODEL, 'model.onnx': Buffer.from('not a model') });
    const error = await failure((await openOnnxEmbedder({ folder, runtimeFolders })).embed(['tea'], 'query'));
    expect(decisive(error)).toEqual({ code: 'BAD_ANSWER', retryable: false });
    expect(error.details.hint).toBe('Copy the model again.');
  });
});

/** A folder with a runtime that gives whatever it is told, for what no sound model gives. */
function scriptedRuntime(session: string): Promise<string> {
  const code = `
    class Tensor { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } }
    module.exports = { Tensor, InferenceSession: { create: async () => (${session}) } };`;
  return folderOf({ 'node_modules/onnxruntime-node/index.js': Buffer.from(code) });
}

const session = (output: string, inputs = "['input_ids', 'attention_mask', 'token_type_ids']") =>
  `{ inputNames: ${inputs}, outputNames: ['out'], run: async (given) => (${output}) }`;

describe('what a model can give', () => {
  test('the vectors of whole texts go before those of tokens', async () => {
    const output = `{
      last_hidden_state: { dims: [2, 4, 1], data: new Float32Array(8) },
      sentence_embedding: { dims: [2, 2], data: Float32Array.from([1, 2, 3, 4]) },
    }`;
    const runtimeFolders = [await scriptedRuntime(session(output))];
    const embedder = await openOnnxEmbedder({ folder: await folderOf(MODEL), runtimeFolders });
    expect(await embedder.embed(['tea boat', 'rain'], 'query')).toEqual([
      Float32Array.from([1, 2]),
      Float32Array.from([3, 4]),
    ]);
  });

  test('inputs come as the model names them: tokens, mask, types', async () => {
    const output = `{ out: { dims: [2, 12], data: Float32Array.from([
      ...given.input_ids.data, ...given.attention_mask.data, ...given.token_type_ids.data].map(Number)) } }`;
    const runtimeFolders = [await scriptedRuntime(session(output))];
    const folder = await folderOf(MODEL);
    const embedder = await openOnnxEmbedder({ folder, runtimeFolders, prefixes: { query: 'rain ' } });
    expect(await embedder.embed(['tea', ''], 'query')).toEqual([
      Float32Array.from([2, 5, 4, 3, 2, 5, 3, 0, 1, 1, 1, 1]),
      Float32Array.from([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]);
  });

  test.each([
    [
      'numbers of 16 bits',
      session('{ out: { dims: [1, 2], data: new Uint16Array(2) } }'),
      'holds no vectors of 32-bit numbers',
    ],
    ['no output', session('{}'), 'holds no vectors of 32-bit numbers'],
    [
      'another shape',
      session('{ out: { dims: [1, 9, 2], data: new Float32Array(18) } }'),
      'has the shape 1 × 9 × 2',
    ],
    ['an input of another kind', session('{}', "['pixel_values']"), 'asks for "pixel_values"'],
    ['a failure', session("Promise.reject(new Error('out of memory'))"), 'failed while it ran'],
  ])('%s', async (_, script, words) => {
    const runtimeFolders = [await scriptedRuntime(script)];
    const embedder = await openOnnxEmbedder({ folder: await folderOf(MODEL), runtimeFolders });
    const error = await failure(embedder.embed(['tea'], 'query'));
    expect(decisive(error)).toEqual({ code: 'BAD_ANSWER', retryable: false });
    expect(error.message).toContain(words);
  });
});

describe('the runtime', () => {
  test('is not there: how to add it', async () => {
    const folder = await temporaryFolder();
    const error = await failure(loadOnnxRuntime([folder], pathToFileURL(join(folder, 'x.js')).href));
    expect(decisive(error)).toEqual({ code: 'NO_ACCESS', retryable: false });
    expect(error.details.hint).toBe(
      `Run \`cd ${folder} && npm install --ignore-scripts onnxruntime-node\` (about 290 MB; its script would only add a GPU), or use another embedder.`,
    );
  });

  test('is there and broken', async () => {
    const folder = await folderOf({
      'node_modules/onnxruntime-node/index.js': Buffer.from('throw new Error("no")'),
    });
    const error = await failure(loadOnnxRuntime([folder], pathToFileURL(join(folder, 'x.js')).href));
    expect(error.message).toBe('onnxruntime-node is installed, but could not be loaded.');
  });
});

describe('the folder of a model', () => {
  test.each<[string, Record<string, Buffer | object>, string]>([
    ['no model', { 'tokenizer.json': {} }, 'There is no model in '],
    ['no tokenizer', { 'onnx/model.onnx': Buffer.from('x') }, 'There is no tokenizer in '],
    [
      'a tokenizer that is no JSON',
      { 'model.onnx': Buffer.from('x'), 'tokenizer.json': Buffer.from('{') },
      'is not what such a file holds',
    ],
  ])('%s', async (_, files, words) => {
    const error = await failure(openOnnxEmbedder({ folder: await folderOf(files) }));
    expect(error.details.retryable).toBe(false);
    expect(error.message).toContain(words);
  });

  test('says how the model is used', async () => {
    const folder = await folderOf({
      'onnx/model.onnx': MODEL['model.onnx'],
      'tokenizer.json': { ...wordTokenizer(), truncation: { max_length: 128 } },
      'tokenizer_config.json': { model_max_length: 1e30 },
      'sentence_bert_config.json': { max_seq_length: 256 },
      '1_Pooling/config.json': { pooling_mode_cls_token: true },
      'config_sentence_transformers.json': { prompts: { query: 'query: ', passage: 'passage: ' } },
    });
    const model = await readModelFolder(folder);
    expect(model).toMatchObject({
      modelFile: join(folder, 'onnx/model.onnx'),
      pooling: 'cls',
      maxTokens: 128,
      padId: 0,
      prefixes: { query: 'query: ', document: 'passage: ' },
    });
    expect((await readModelFolder(await folderOf(MODEL))).maxTokens).toBe(512);
  });

  test('the fingerprint is that of the files, wherever they lie', async () => {
    const fingerprint = async (files: Record<string, Buffer | object>) =>
      (await openOnnxEmbedder({ folder: join(await folderOf(files), 'm') })).fingerprint;
    const at = (files: Record<string, Buffer | object>) =>
      Object.fromEntries(Object.entries(files).map(([name, content]) => [`m/${name}`, content]));
    const one = await fingerprint(at(MODEL));
    expect(one).toMatch(/^onnx\/m\/default#/);
    expect(await fingerprint(at(MODEL))).toBe(one);
    expect(await fingerprint(at({ ...MODEL, 'model.onnx': lookupModel([[1, 2]]) }))).not.toBe(one);
    expect(
      await fingerprint(at({ ...MODEL, '1_Pooling/config.json': { pooling_mode_cls_token: true } })),
    ).not.toBe(one);
  });
});

test('texts that are too long are cut, the special tokens at both ends kept', async () => {
  const folder = await folderOf({ ...MODEL, 'sentence_bert_config.json': { max_seq_length: 4 } });
  const tokenize = await openTokenizer(await readModelFolder(folder));
  // [CLS] tea rain [SEP] of `tea rain boat`; [CLS] boat [SEP] and a place that is filled up.
  const { ids, mask, rows, columns } = tokenize(['tea rain boat', 'boat']);
  expect([rows, columns]).toEqual([2, 4]);
  expect([...ids].map(Number)).toEqual([2, 4, 5, 3, 2, 6, 3, 0]);
  expect([...mask].map(Number)).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
});
