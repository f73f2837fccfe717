import { IzaError } from '../../../shared/mcp/errors.ts';
import type { JsonObject } from '../../../shared/mcp/surface.ts';
import { type FoundTool, FoundTools } from '../answers.ts';
import { type Asking, ask } from '../ask.ts';

/** A tool that was found, and how its arguments are made from its own schema. */
export interface Usable<T> {
  name: string;
  argumentsFor(value: T): JsonObject;
}

export interface Toolbox {
  list: Usable<string>;
  read: Usable<string>;
  add: Usable<readonly [number, number]>;
  work: Usable<{ seconds: number; steps: number }>;
}

const NEEDS = {
  list: 'list the files in a directory',
  read: 'read a text file',
  add: 'add two numbers',
  work: 'run a long operation that reports progress',
} as const;

/**
 * Finds tools by what is needed. None is known by name beforehand: the best one that takes what there is to give
 * is used, as its schema says. Claude would read the descriptions as well.
 */
export async function findTools(asking: Asking): Promise<Toolbox> {
  const found = await ask(
    asking,
    'find_tools',
    { needs: Object.values(NEEDS), limit: 5, detail: 'full' },
    FoundTools,
    {
      asked: `find_tools ${Object.values(NEEDS)
        .map((need) => JSON.stringify(need))
        .join(', ')}`,
      answered: ({ searched, results }) =>
        `${results.flatMap(({ tools }) => tools).length} candidates among ${searched} tools`,
    },
  );
  const choose = <T>(need: string, adapt: (tool: FoundTool) => Usable<T> | undefined): Usable<T> => {
    const candidates = found.results.find((result) => result.need === need)?.tools ?? [];
    for (const candidate of candidates) {
      const usable = adapt(candidate);
      if (!usable) continue;
      asking.step.check(`found a tool to ${need}`, true, `${candidate.name}(${candidate.parameters})`);
      return usable;
    }
    asking.step.check(
      `found a tool to ${need}`,
      false,
      candidates.map(({ name }) => name).join(', ') || 'none',
    );
    throw new IzaError('NOT_FOUND', `No tool was found to ${need}.`);
  };
  return {
    list: choose(NEEDS.list, takingOneText),
    read: choose(NEEDS.read, takingOneText),
    add: choose(NEEDS.add, takingTwoNumbers),
    work: choose(NEEDS.work, takingDuration),
  };
}

function takingOneText({ name, input_schema: { properties, required } }: FoundTool) {
  const [only, ...others] = required;
  if (only === undefined || others.length > 0 || properties[only]?.type !== 'string') return undefined;
  return { name, argumentsFor: (value: string) => ({ [only]: value }) };
}

function takingTwoNumbers({ name, input_schema: { properties, required } }: FoundTool) {
  const [first, second, ...others] = required.filter((key) => isNumber(properties[key]?.type));
  if (first === undefined || second === undefined || others.length > 0 || required.length > 2)
    return undefined;
  return {
    name,
    argumentsFor: ([a, b]: readonly [number, number]) => ({ [first]: a, [second]: b }),
  };
}

/** How long, and in how many steps: by the names that the parameters have. */
function takingDuration({ name, input_schema: { properties } }: FoundTool) {
  const numbers = Object.keys(properties).filter((key) => isNumber(properties[key]?.type));
  const duration = numbers.find((key) => /duration|seconds/i.test(key));
  const steps = numbers.find((key) => /steps/i.test(key));
  if (duration === undefined || steps === undefined) return undefined;
  return {
    name,
    argumentsFor: (wanted: { seconds: number; steps: number }) => ({
      [duration]: wanted.seconds,
      [steps]: wanted.steps,
    }),
  };
}

function isNumber(type: unknown): boolean {
  return type === 'number' || type === 'integer';
}
