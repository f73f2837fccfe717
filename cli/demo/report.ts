import type { Documents } from './documents.ts';
import type { Audience, DemoRecord } from './record.ts';
import type { Summary } from './story.ts';

/** What is known before the first step. */
export interface Opening {
  version: string;
  documents: Documents;
  /** The data folder. */
  home: string;
  keep: boolean;
  /** Packages that npx has to fetch. */
  fetched: string[];
}

/** How the demo is told: as a transcript while it runs, or as one JSON document at its end. */
export interface Report extends Audience {
  begin(opening: Opening): void;
  end(record: DemoRecord, summary: Summary, seconds: number): void;
  /** What to do next; `command` is how Iza is started here. */
  goOn(command: string): void;
}

/** One JSON document, and nothing else. */
export function createJsonReport(out: (text: string) => void): Report {
  let opening: Opening | undefined;
  const silent = (): void => {};
  return {
    stepBegan: silent,
    note: silent,
    exchange: silent,
    check: silent,
    stepEnded: silent,
    goOn: silent,
    begin(given) {
      opening = given;
    },
    end({ steps, checks }, summary, seconds) {
      const document = {
        ok: checks.every(({ ok }) => ok),
        version: opening?.version,
        data_folder: { path: opening?.home, kept: opening?.keep },
        documents: {
          folder: opening?.documents.folder,
          files: opening?.documents.files.map(({ name }) => name),
          left_out: opening?.documents.leftOut,
        },
        steps: steps.map((step, index) => ({ number: index + 1, ...step })),
        checks,
        summary: { ...summary, seconds },
      };
      out(`${JSON.stringify(document, null, 2)}\n`);
    },
  };
}
