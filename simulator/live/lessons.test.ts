import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../reports/live/frames.ts';
import { projectRoot, resolveScenario } from '../commands/resolve.ts';
import { faultTimetable } from '../faults/timetable.ts';
import { planLoad } from '../load/plan.ts';
import { LESSONS } from './lessons.ts';
import { stageOf, stageText } from './stages.ts';

const base = resolveScenario('demo', {}, {}).scenario;
const document = readFileSync(join(projectRoot(), 'docs', 'classroom.md'), 'utf8');

describe('the lessons', () => {
  it('are eight, each of another name', () => {
    expect(LESSONS.map(({ view }) => view.id)).toEqual([
      'partitions-and-keys',
      'consumer-groups',
      'lag-and-back-pressure',
      'rebalance',
      'at-least-once',
      'ordering',
      'dead-letters',
      'flash-sale',
    ]);
    expect(new Set(LESSONS.map(({ view }) => view.title)).size).toBe(LESSONS.length);
  });

  it.each(
    LESSONS.map((lesson) => [lesson.view.id, lesson] as const),
  )('%s says what to do, what to see and what to ask, in sentences', (_, { view }) => {
    expect(VIEWS).toContain(view.view);
    expect(view.steps.length).toBeGreaterThanOrEqual(3);
    expect(view.steps.length).toBeLessThanOrEqual(6);
    expect(view.questions.length).toBeGreaterThanOrEqual(3);
    expect(view.questions.length).toBeLessThanOrEqual(4);
    const sentences = [view.goal, ...view.steps.flatMap(({ act, see }) => [act, see])];
    for (const text of sentences) expect(text).toMatch(/^[A-Z].*\.$/);
    for (const text of view.questions) expect(text).toMatch(/^[A-Z].*\?$/);
  });

  it.each(
    LESSONS.map((lesson) => [lesson.view.id, lesson] as const),
  )('%s sets a stage that can be played', (id, { stage }) => {
    const { scenario, ratePerSecond, isPaused, lesson } = stageOf(base, id, {});
    expect([lesson, ratePerSecond, isPaused]).toEqual([
      id,
      stage.ratePerSecond,
      stage.isPaused ?? false,
    ]);
    expect(scenario.producers.workers).toBe(1);
    expect(scenario.pipeline.consumers).toBeLessThanOrEqual(scenario.pipeline.partitions);
    const lengthMs = scenario.load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(scenario.load.durationMs).toBe(lengthMs);
    // Ten minutes at the highest rate of the slider.
    expect(planLoad(scenario).arrivals).toBeGreaterThan(2_800_000);
    for (const { action } of faultTimetable(scenario).timed) {
      if (action.kind !== 'stall') throw new Error(`${action.kind} is not what a lesson does`);
      expect(action.forMs).toBeLessThan((scenario.pipeline.sessionTimeoutMs ?? 6_000) - 1_000);
    }
  });

  it('show the fault of a missing order by themselves, and the sequencer that mends it', () => {
    const { scenario } = stageOf(base, 'ordering', {});
    expect(scenario.pipeline.ordering).toBe('arrival');
    const stalls = faultTimetable(scenario).timed.filter(({ atMs }) => atMs < 60_000);
    expect(stalls.length).toBeGreaterThanOrEqual(4);
    expect(stageOf(base, 'ordering', { sequencer: 'on' }).scenario).toEqual({
      ...scenario,
      pipeline: { ...scenario.pipeline, ordering: 'sequence' },
    });
  });
});

describe('docs/classroom.md', () => {
  it.each(
    LESSONS.map((lesson, index) => [lesson.view.id, lesson, index] as const),
  )('has %s as it is taught', (id, { view, stage }, index) => {
    const [, after = ''] = document.split(`\n### ${index + 1}. ${view.title}\n`);
    const [section = ''] = after.split('\n### ');
    expect(section).toContain(`<http://127.0.0.1:3001/?lesson=${id}>`);
    expect(section).toContain(`\n${view.goal}\n`);
    expect(section).toContain(`\nSets: ${stageText(stage)}.\n`);
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| ') && line !== '| do | see |');
    expect(rows).toEqual(view.steps.map(({ act, see }) => `| ${act} | ${see} |`));
    const answered = section.split('\n').filter((line) => /^\d\. /.test(line));
    expect(answered).toHaveLength(view.questions.length);
    for (const [at, question] of view.questions.entries()) {
      expect(answered[at]).toMatch(/^\d\. \*\*.*\?\*\* [A-Z0-9].{20,}\.$/);
      expect(answered[at]).toContain(`${at + 1}. **${question}** `);
    }
  });

  it('has no lesson that is not taught', () => {
    expect(document.match(/^### \d/gm)).toHaveLength(LESSONS.length);
  });
});
