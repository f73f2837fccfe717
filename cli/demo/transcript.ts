import { styleText } from 'node:util';
import type { Audience, Check, Exchange } from './record.ts';
import type { Opening, Report } from './report.ts';
import { count, shorten, wrap } from './shorten.ts';
import type { Summary } from './story.ts';

const WIDTH = 100;
const INDENT = '    ';
/** Lines of one answer that are shown. */
const ANSWER_LINES = 2;
/** Room at the right end of a line for how long it took. */
const MS_WIDTH = 10;
const LABEL_WIDTH = 12;
const NAMES_SHOWN = 4;

/** Tells the demo as it happens, for a person to read. */
export function createTranscript(out: (text: string) => void, colour: boolean): Report {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const line = (text = ''): void => out(`${text}\n`);
  const labelled = (label: string, text: string): void => line(`${label.padEnd(LABEL_WIDTH)}${text}`);
  const sayCheck = ({ name, ok, seen }: Check): void => {
    const mark = ok ? paint('green', '✓') : paint('red', '✗ fail');
    // What held fits on its line; what did not is told whole.
    const room = ok ? Math.max(20, WIDTH - INDENT.length - name.length - 4) : Number.MAX_SAFE_INTEGER;
    line(`${INDENT}${mark} ${name}${paint('dim', `: ${shorten(seen, room)}`)}`);
  };
  const audience: Audience = {
    stepBegan(number, title) {
      line();
      line(paint('bold', `${String(number).padStart(2)}. ${title}`));
    },
    note: (text) => line(`${INDENT}${text}`),
    exchange(exchange, asked) {
      line(`${INDENT}→ ${shorten(asked ?? requestOf(exchange), WIDTH - INDENT.length - 2)}`);
      for (const each of answerLines(exchange)) line(each);
    },
    check: sayCheck,
    stepEnded: (ms) => line(paint('dim', `${INDENT}${inTime(ms)}`)),
  };
  return {
    ...audience,
    begin(opening) {
      line(paint('bold', `Iza ${opening.version} at work`));
      line('Real documents, real servers, nothing made up; and nothing of yours is touched.');
      line();
      labelled('Documents', documentsOf(opening));
      labelled('Data folder', `${opening.home} (${opening.keep ? 'kept' : 'removed at the end'})`);
      for (const name of opening.fetched) labelled('Download', `${name} is not installed; npx fetches it`);
    },
    end(record, summary, seconds) {
      line();
      const broken = record.checks.filter(({ ok }) => !ok);
      const all = record.checks.length;
      if (broken.length === 0) line(paint(['bold', 'green'], `All ${count(all, 'check')} hold.`));
      else {
        line(
          paint(
            ['bold', 'red'],
            `${broken.length} of ${count(all, 'check')} ${broken.length === 1 ? 'does' : 'do'} not hold:`,
          ),
        );
        for (const check of broken) sayCheck(check);
      }
      line();
      for (const [label, text] of rowsOf(summary, seconds)) labelled(label, text);
    },
    goOn(command) {
      line();
      labelled('Go on', `${command} setup    gives Claude Desktop and Claude Code what you just saw`);
      labelled('', `${command} doctor   checks what it stands on`);
    },
  };
}

function requestOf({ request }: Exchange): string {
  const { name, arguments: inner, ...rest } = request.arguments;
  if (request.tool !== 'call_tool') return `${request.tool} ${JSON.stringify(request.arguments)}`;
  return `${request.tool} ${String(name)} ${JSON.stringify(inner ?? rest)}`;
}

function answerLines({ response, ms }: Exchange): string[] {
  const width = WIDTH - INDENT.length - 2 - MS_WIDTH;
  const [first = '', ...others] = wrap(response, width, ANSWER_LINES);
  const took = inTime(ms).padStart(MS_WIDTH);
  return [`${INDENT}← ${first.padEnd(width)}${took}`, ...others.map((text) => `${INDENT}  ${text}`)];
}

function inTime(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

function documentsOf({ documents: { folder, files } }: Opening): string {
  const shown = files.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = files.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}, in ${folder}`;
}

function rowsOf(summary: Summary, seconds: number): [label: string, text: string][] {
  const { acknowledged, found, memories_kept: kept, kill_survived: survived } = summary;
  return [
    ['Tools', `${summary.tools_listed} that Claude sees, ${summary.tools_behind_the_door} behind the door`],
    ['Documents', `${summary.documents_read} read`],
    ['Memories', `${acknowledged} acknowledged, ${found} found, ${found - kept} forgotten, ${kept} kept`],
    ['Kill -9', survived ? 'survived' : acknowledged > 0 ? 'not survived' : 'not tried'],
    ['Time', `${seconds.toFixed(1)} s`],
  ];
}
