/** The built `capacity` command, on a system whose capacity follows from its settings on any machine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CapacityReport } from '../../reports/capacity-record.ts';
import { type CommandResult, keptRecord, Workshop } from './command.fixture.ts';
import { expectRefusal } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

/**
 * At most 100 messages in flight, each for the half second of its linger and a moment: by Little's law less than 200 a
 * second, however fast the machine is.
 */
const LIMITED = `
seed: 7
clock: { start: 2026-01-05T00:00:00Z, speed: 2000 }
catalogue: { products: 300 }
load: { executor: constant-arrival-rate, rate: 40, duration: 4s }
producers: { maxInFlight: 100, linger: 500ms }
`;
const limited = workshop.scenario(
  'limited',
  `${LIMITED}thresholds: { end_to_end: ["p(99)<5000"], fill_rate: ["value>0.9999"] }\n`,
);

const SHORT = ['--probe-duration', '2s', '--confirmations', '1', '--tolerance', '60%'];

function search(words: readonly string[]) {
  return workshop.start(['capacity', ...words, '--json', '--runs-dir', workshop.runsFolder]);
}

type Printed = CapacityReport & { readonly folder: string };

function printed({ stdout, stderr }: CommandResult): Printed {
  if (stdout === '') throw new Error(`nothing was printed:\n${stderr}`);
  return JSON.parse(stdout) as Printed;
}

describe('capacity', () => {
  it('finds the rate that the bound on messages in flight allows', async () => {
    const result = await search([limited, '--start-rate', '60', ...SHORT]).result;
    expect(result.stderr).toContain('fill_rate value>0.9999 is set aside');
    expect(result.stderr).toMatch(/At most \d+ probes of 4s/);
    expect(result.exitCode).toBe(0);
    const report = printed(result);
    const folder = resolve(workshop.folder, report.folder);
    expect(report.result.status).toBe('found');
    // A machine busy with other tests may delay the generator before the system is at its end.
    const saturated = report.result.stoppedBy.kind === 'harness';
    expect(report.result.stoppedBy.kind).toBe(saturated ? 'harness' : 'system');
    expect(report.result.isLowerBound).toBe(saturated);
    // Busy or not, no machine gets beyond the bound.
    expect(report.result.ratePerSecond).toBeLessThan(230);
    expect(report.probes.some(({ outcome }) => outcome === 'holds')).toBe(true);
    expect(result.stderr).toContain(report.result.headline.slice(0, 40));

    const kept = JSON.parse(readFileSync(join(folder, 'capacity.json'), 'utf8'));
    expect(report).toEqual({ ...kept, folder: report.folder });
    expect(readFileSync(join(folder, 'capacity.html'), 'utf8')).toContain('<svg');
    for (const { run, ratePerSecond } of report.probes) {
      const record = keptRecord(join(folder, run?.folder ?? 'nowhere'));
      expect(record['verdict']).toMatchObject({ name: run?.verdict });
      expect(record['replay']).toContain(`--start-rate ${ratePerSecond}`);
      expect(record['digest']).toMatchObject({ comparable: true });
    }
  });

  it('stops at --max-rate and calls that a lower bound', async () => {
    const bounds = ['--start-rate', '30', '--max-rate', '30'];
    const result = await search([limited, ...bounds, ...SHORT, '--confirmations', '0']).result;
    expect(result.exitCode).toBe(0);
    expect(printed(result).result).toMatchObject({
      ...{ status: 'found', ratePerSecond: 30, isLowerBound: true },
      stoppedBy: { kind: 'max-rate' },
    });
    expect(result.stderr).toContain('at least 30 events per second');
  });

  it('ends with 99 when the thresholds hold at no rate', async () => {
    const thresholds = 'thresholds: { end_to_end: ["max<0.001"] }\n';
    const never = workshop.scenario('never', `${LIMITED}${thresholds}`);
    const words = [never, '--start-rate', '20', '--min-rate', '20', ...SHORT];
    const result = await search(words).result;
    // A machine busy with other tests may delay the generator, which outranks a crossed threshold.
    const saturated = printed(result).result.stoppedBy.kind === 'harness';
    expect(result.exitCode).toBe(saturated ? 93 : 99);
    expect(printed(result).result).toMatchObject({ status: 'none', ratePerSecond: null });
    expect(printed(result).probes.map(({ purpose }) => purpose)).toEqual([
      'bracket',
      'second-look',
    ]);
  });

  it('keeps and prints what is known when it is interrupted in a run', async () => {
    const running = search([limited, '--start-rate', '20', ...SHORT]);
    await running.says('probe 2 at');
    running.process.kill('SIGINT');
    const ended = await running.result;
    expect(ended.exitCode).toBe(105);
    const report = printed(ended);
    const [first, second] = report.probes;
    const held = first?.outcome === 'holds' ? 20 : null;
    expect(report.result).toMatchObject({ status: 'interrupted', ratePerSecond: held });
    expect(second).toMatchObject({
      outcome: 'interrupted',
      ratePerSecond: held === null ? 20 : 40,
    });
    const page = resolve(workshop.folder, report.folder, 'capacity.html');
    expect(existsSync(page)).toBe(true);
    expect(ended.stderr).toContain(report.result.headline.slice(0, 40));
  });
});

describe('capacity refuses', () => {
  const runsMade = (): number =>
    existsSync(workshop.runsFolder) ? readdirSync(workshop.runsFolder).length : 0;

  it.each<[words: string[], exitCode: number, texts: string[]]>([
    [['--min-rate', '500', '--max-rate', '400'], 2, ['--min-rate 500 is above --max-rate 400']],
    [['--start-rate', 'fast'], 2, ['--start-rate must be events a second', '"fast"']],
    [['--rate', '5'], 2, ['unknown argument: rate']],
    [['--probe-duration', '5'], 2, ['--probe-duration must be from 1s to 10m']],
  ])('%j with %i', async (words, exitCode, texts) => {
    const folders = runsMade();
    expectRefusal(await workshop.run(['capacity', limited, ...words]), exitCode, ...texts);
    expect(runsMade()).toBe(folders);
  });

  it('a scenario without thresholds, with one to add', async () => {
    const none = workshop.scenario('none', LIMITED);
    const result = await workshop.run(['capacity', none]);
    expectRefusal(result, 104, 'none has no thresholds', 'end_to_end: ["p(99)<100"]');
  });
});
