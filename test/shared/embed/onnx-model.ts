import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// Writes real ONNX models of a few dozen bytes: protobuf (https://protobuf.dev/programming-guides/encoding) by the
// field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

type Field = Buffer;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

const int = (field: number, value: number): Field => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field: number, value: Buffer): Field =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
const text = (field: number, value: string): Field => bytes(field, Buffer.from(value));
const message = (field: number, fields: readonly Field[]): Field => bytes(field, Buffer.concat(fields));

const FLOAT = 1;
const INT64 = 7;

function valueInfo(field: number, name: string, type: number, dims: readonly string[]): Field {
  const shape = dims.map((dim) => message(1, [text(2, dim)]));
  return message(field, [text(1, name), message(2, [message(1, [int(1, type), message(2, shape)])])]);
}

/**
 * A model that looks every token up in a table of vectors: `last_hidden_state[b][s] = table[input_ids[b][s]]`. Its
 * attention mask is an input that it does not use, as in no real model, so that it has to be given.
 */
export function lookupModel(table: readonly (readonly number[])[]): Buffer {
  const size = table[0]?.length ?? 0;
  const raw = Buffer.alloc(table.length * size * 4);
  for (const [at, value] of table.flat().entries()) raw.writeFloatLE(value, at * 4);
  const weights = message(5, [
    int(1, table.length),
    int(1, size),
    int(2, FLOAT),
    text(8, 'table'),
    bytes(9, raw),
  ]);
  const gather = message(1, [
    text(1, 'table'),
    text(1, 'input_ids'),
    text(2, 'last_hidden_state'),
    text(3, 'lookup'),
    text(4, 'Gather'),
  ]);
  const graph = message(7, [
    gather,
    text(2, 'lookup'),
    weights,
    valueInfo(11, 'input_ids', INT64, ['batch', 'tokens']),
    valueInfo(11, 'attention_mask', INT64, ['batch', 'tokens']),
    valueInfo(12, 'last_hidden_state', FLOAT, ['batch', 'tokens', 'size']),
  ]);
  return Buffer.concat([int(1, 8), graph, message(8, [text(1, ''), int(2, 13)])]);
}

/** Words by their numbers: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, then these from 4 on. */
export const WORDS = ['tea', 'rain', 'boat'];

/** A tokenizer that splits at spaces and puts [CLS] and [SEP] around a text. */
export function wordTokenizer(): object {
  const vocab = Object.fromEntries(
    ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...WORDS].map((word, id) => [word, id]),
  );
  const special = (content: string) => ({
    id: vocab[content],
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: { strategy: 'BatchLongest', direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
    added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(special),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
  };
}

/** Writes files of a model folder; objects as JSON. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Buffer | object>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
}
