import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Forgotten, Remembered } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';
import { CHANGES_SCOPE } from '../memory-scope.ts';

/** Brings a secret, and something that has to go for good; then looks for both in every byte of the data folder. */
export async function keepNoSecret(asking: Asking, home: string): Promise<void> {
  const { step } = asking;
  const secret = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`;
  const word = `zanzibar${randomBytes(6).toString('hex')}`;
  const scope = CHANGES_SCOPE;

  const { stored } = await ask(
    asking,
    'remember',
    { items: [{ text: `The deploy script signs in with ${secret}, which is kept by Ada.` }], scope },
    Remembered,
    {
      asked: 'remember a sentence with an access token in it',
      answered: ({ stored: [one] }) => one?.notes?.join(' ') ?? '',
    },
  );
  step.check(
    'a secret is taken out before anything is kept',
    stored[0]?.notes?.some((note) => note.includes('Taken out')) === true && !(await isOnDisk(home, secret)),
    stored[0]?.notes?.join(' ') ?? 'no answer',
  );

  const doomed = await ask(
    asking,
    'remember',
    { items: [{ text: `The surprise party is at the ${word}.` }], scope },
    Remembered,
    { answered: ({ stored: [one] }) => `${one?.status}, ${one?.id}` },
  );
  const was = await isOnDisk(home, word);
  const ids = doomed.stored.map(({ id }) => id);
  const { forgotten } = await ask(asking, 'forget', { ids, mode: 'purge', confirm: true }, Forgotten, {
    answered: (value) => `erased: ${value.forgotten.join(', ') || 'nothing'}`,
  });
  step.check(
    'what is forgotten for good is in no byte on the disk',
    was && forgotten.length === 1 && !(await isOnDisk(home, word)),
    was ? 'its words were in the files before, and are in none now' : 'it was not there in the first place',
  );
}

/** Whether a file of the data folder has these characters anywhere. */
async function isOnDisk(home: string, text: string): Promise<boolean> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(text)) return true;
  }
  return false;
}
