import { readdirSync, readFileSync } from 'node:fs';

/** The value below which a share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Milliseconds of processor time that all threads of a process have used (Linux: /proc, scheduler statistics). */
export function cpuMs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, value) => sum + value, 0) / 1e6;
}

/** Megabytes of memory that a process holds (Linux: VmRSS). */
export function rssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

export interface Claim {
  name: string;
  measured: number;
  /** The most that is claimed. */
  limit: number;
  unit: string;
  detail: string;
}

export function print({ name, measured, limit, unit, detail }: Claim): boolean {
  const holds = measured <= limit;
  console.log(`${holds ? 'holds ' : 'BROKEN'}  ${name}: ${measured.toFixed(3)} ${unit} (claim: ≤ ${limit})`);
  console.log(`        ${detail}`);
  return holds;
}
