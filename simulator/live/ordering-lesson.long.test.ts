/** The lesson on order as it is taught, over a real broker: what it promises to show must be there within the time of a class. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../reports/record.ts';
import { resolveScenario } from '../commands/resolve.ts';
import type { Interruption } from '../run/interruption.ts';
import { performRun } from '../run/perform.ts';
import type { RunWatcher } from '../run/watcher.ts';
import { stageOf } from './stages.ts';

const runsFolder = mkdtempSync(join(tmpdir(), 'streamstock-ordering-'));
afterAll(() => rmSync(runsFolder, { recursive: true, force: true }));

const NOBODY: Interruption = {
  signal: () => undefined,
  onInterrupt: () => {},
  dispose: () => {},
};

/** Two stalls and what follows them. */
const TAUGHT_MS = 25_000;

describe('the lesson on ordering', () => {
  it('shows a wrong stock without the sequencer, and a right one with it', async () => {
    const [wrong, right] = await Promise.all([taught('off'), taught('on')]);
    for (const record of [wrong, right]) {
      expect(record.verdict.name).toBe('incomplete');
      expect(record.verdict.reasons[0]).toContain('somebody intervened by hand');
      expect(record.audit.filter(({ holds }) => holds === false)).toEqual([]);
      expect(record.plan.events).toBe(record.counts.events_acknowledged);
      expect(record.counts.events_applied).toBe(record.plan.events);
      expect(record.plan.events).toBeGreaterThan(2_000);
      expect(record.marks.filter(({ kind }) => kind === 'fault').length).toBeGreaterThan(1);
      expect(record.interaction).toEqual({ actions: [], dropped: 0 });
      expect(record.load.durationMs).toBeLessThan(2 * TAUGHT_MS);
    }
    expect(shelves(right).actual).toBe(shelves(right).expected);
    expect(shelves(wrong).actual).not.toBe(shelves(wrong).expected);
  }, 180_000);
});

async function taught(sequencer: 'on' | 'off'): Promise<RunRecord> {
  const base = resolveScenario('demo', {}, {}).scenario;
  const { scenario, ratePerSecond } = stageOf(base, 'ordering', { sequencer });
  const watcher: RunWatcher = {
    handsOn: {
      playback: { type: 'play', eventsPerSecond: ratePerSecond },
      interaction: () => ({ actions: [], dropped: 0 }),
    },
    begins: (run) => setTimeout(run.stop, TAUGHT_MS),
    second: () => {},
    mark: () => {},
    trace: () => {},
    drains: () => {},
  };
  const { record } = await performRun({
    ...{ scenario, runsFolder, watcher },
    source: 'demo',
    description: 'the lesson on ordering',
    replay: 'make demo',
    version: 'test',
    broker: { kind: 'embedded', port: 0 },
    interruption: NOBODY,
    onProgress: () => {},
  });
  return record;
}

/** Units on all shelves in the end: as the pipeline says, and as the plan says that was played. */
function shelves({ outcome, inventory }: RunRecord) {
  return { actual: outcome?.totals.stockUnits, expected: inventory?.days.closingUnits.at(-1) };
}
