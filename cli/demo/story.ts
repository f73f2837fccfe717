import { systemClock } from '../../shared/clock.ts';
import type { Documents } from './documents.ts';
import type { Batch } from './facts.ts';
import { questionsFor } from './questions.ts';
import type { DemoRecord } from './record.ts';
import type { Session } from './session.ts';
import { changeOfMind } from './steps/change-of-mind.ts';
import { connect } from './steps/connect.ts';
import { findTools } from './steps/find-tools.ts';
import { keepNoSecret } from './steps/keep-no-secret.ts';
import { checkOrphans, rememberAndKill } from './steps/kill.ts';
import { leave } from './steps/leave.ts';
import { lookAround } from './steps/look-around.ts';
import { prove } from './steps/prove.ts';
import { readDocuments } from './steps/read-documents.ts';
import { recallByQuestions } from './steps/recall.ts';
import { recover } from './steps/recover.ts';
import { repeatAndForget } from './steps/repeat-and-forget.ts';
import { watchProgress } from './steps/watch-progress.ts';

const QUESTIONS = 3;

/** What the demo came to; it grows as the story is told. */
export interface Summary {
  tools_listed: number;
  tools_behind_the_door: number;
  documents_read: number;
  acknowledged: number;
  found: number;
  kill_survived: boolean;
  memories_kept: number;
}

export interface StoryOptions {
  record: DemoRecord;
  documents: Documents;
  batches: readonly Batch[];
  /** The data folder. */
  home: string;
  /** Names of the servers behind the door. */
  servers: readonly string[];
  start(): Promise<Session>;
  /** Processes that have to be gone at the end, whatever happens. */
  watch(pids: readonly number[]): void;
}

/** The steps of the demo, in order. Each builds on what the one before it found. */
export async function tellStory(options: StoryOptions, summary: Summary): Promise<void> {
  const { record, documents, batches, home, servers, start, watch } = options;
  let session: Session;

  const view = await record.step('Start Iza as Claude does: iza meta, on stdin and stdout', async (step) => {
    session = await start();
    return lookAround({ step, session }, servers);
  });
  watch(view.pids);
  summary.tools_listed = view.listed;
  summary.tools_behind_the_door = view.behind;

  const tools = await record.step('Find tools by what is needed, not by name', (step) =>
    findTools({ step, session }),
  );
  await record.step('Read the documents with them', (step) =>
    readDocuments({ step, session }, tools, documents),
  );
  summary.documents_read = documents.files.length;
  await record.step('Use another server, and see how far it is', (step) =>
    watchProgress({ step, session }, tools),
  );

  const killed = await record.step(
    'Remember what they say, and kill the server in the middle',
    async (step) => {
      const outcome = await rememberAndKill({ step, session }, batches);
      await checkOrphans(step, session, view.pids);
      return outcome;
    },
  );
  const acknowledged = await record.step('Start it again, and repeat what was not answered', async (step) => {
    session = await start();
    step.note(`Process ${session.pid} answered in ${Math.round(session.startMs)} ms.`);
    return recover({ step, session }, killed);
  });
  summary.acknowledged = acknowledged.length;

  const proven = await record.step('Prove it: nothing lost, nothing doubled', (step) =>
    prove({ step, session }, acknowledged, documents.files),
  );
  summary.found = proven.found;
  summary.memories_kept = proven.kept;
  summary.kill_survived = killed.unanswered.length > 0 && proven.found === acknowledged.length;

  const questions = questionsFor(
    acknowledged.map(({ fact }) => fact),
    QUESTIONS,
  );
  await record.step('Ask, with some of the words, in another order', (step) =>
    recallByQuestions({ step, session }, questions, acknowledged),
  );
  const [first] = acknowledged;
  if (first) {
    summary.memories_kept -= await record.step('Tell one a second time, then forget it', (step) =>
      repeatAndForget({ step, session }, first),
    );
  }
  await record.step('Change your mind, and ask what held before', (step) =>
    changeOfMind({ step, session }, systemClock),
  );
  await record.step('Connect what the documents say, take a step of it back, and ask as of before', (step) =>
    connect({ step, session }, documents, systemClock),
  );
  await record.step('Tell a secret, and forget something for good', (step) =>
    keepNoSecret({ step, session }, home),
  );
  await record.step('Leave, and look at what is left', (step) => leave({ step, session }, home, watch));
}
