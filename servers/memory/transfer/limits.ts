const MIB = 1024 * 1024;

/** What an import may be. Sizes are of what is read, after it is unpacked. */
export interface ImportLimits {
  /** Bytes of a file. */
  fileBytes: number;
  /** UTF-16 units of a line of JSON Lines or Markdown. */
  lineLength: number;
  /** UTF-16 units of one element of a JSON list, such as a conversation, or of a file that is one object. */
  elementLength: number;
  /** Levels of lists and objects in JSON, or of lists and quotes in Markdown. */
  depth: number;
  /** Bytes of a Markdown file that is taken apart. */
  markdownBytes: number;
  /** Bytes of a record of ours as Markdown. */
  recordBytes: number;
  /** Things found in all. */
  items: number;
  /** Files and folders in a folder. */
  folderEntries: number;
  /** Files in a zip. */
  zipEntries: number;
  /** Bytes of all files of a zip, unpacked, or of a folder. */
  zipBytes: number;
  /** How many times larger a file of a zip may be than what it is packed in. Text comes to about 10. */
  zipRatio: number;
}

export const IMPORT_LIMITS: ImportLimits = {
  fileBytes: 2_048 * MIB,
  lineLength: 16 * MIB,
  elementLength: 64 * MIB,
  depth: 64,
  markdownBytes: MIB / 2,
  recordBytes: 16 * MIB,
  items: 2_000_000,
  folderEntries: 2_000_000,
  zipEntries: 100_000,
  zipBytes: 8_192 * MIB,
  zipRatio: 200,
};
