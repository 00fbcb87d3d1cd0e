import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inquiry, type InquiryClock, type Question } from './inquiry.ts';

/** A clock that stands still until it is moved, with its timers in order. */
class HandClock implements InquiryClock {
  private atMs = 0;
  private readonly timers: { readonly atMs: number; readonly run: () => void }[] = [];
  isSeen = true;

  nowMs(): number {
    return this.atMs;
  }

  later(run: () => void, ms: number): void {
    this.timers.push({ atMs: this.atMs + ms, run });
  }

  isVisible(): boolean {
    return this.isSeen;
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.atMs + ms;
    for (;;) {
      await settled();
      const due = this.timers.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined || due.atMs > endMs) break;
      this.timers.splice(this.timers.indexOf(due), 1);
      this.atMs = due.atMs;
      due.run();
    }
    this.atMs = endMs;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

class Asked implements Question<number> {
  readonly askedAtMs: number[] = [];
  readonly shown: number[] = [];
  failures = 0;
  isTroubled = false;
  held = false;
  readonly clock: HandClock;
  readonly onDemand: boolean;

  constructor(clock: HandClock, onDemand = false) {
    this.clock = clock;
    this.onDemand = onDemand;
  }

  ask(): Promise<number> {
    this.askedAtMs.push(this.clock.nowMs());
    return this.isTroubled
      ? Promise.reject(new Error('no'))
      : Promise.resolve(this.askedAtMs.length);
  }

  show(answer: number): void {
    this.shown.push(answer);
  }

  failed(): void {
    this.failures += 1;
  }

  isHeld(): boolean {
    return this.held;
  }
}

describe('an inquiry', () => {
  it('asks everything once when a view is shown, and nothing again while nothing changes', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const questions = [new Asked(clock), new Asked(clock), new Asked(clock)];
    for (const question of questions) inquiry.add(question);
    inquiry.changed(7);
    inquiry.show();
    await clock.pass(60_000);
    expect(questions.map(({ askedAtMs }) => askedAtMs)).toEqual([[0], [0], [0]]);
  });

  it('keeps the pace however often the state changes, and lets no question starve', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const questions = [new Asked(clock), new Asked(clock), new Asked(clock)];
    for (const question of questions) inquiry.add(question);
    inquiry.show();
    for (let version = 0; version < 400; version += 1) {
      inquiry.changed(version);
      await clock.pass(100);
    }
    const counts = questions.map(({ askedAtMs }) => askedAtMs.length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(45);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(13);
  });

  it('asks nothing while the view or the tab is hidden, and catches up when it is seen', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const question = new Asked(clock);
    inquiry.add(question);
    inquiry.changed(1);
    await clock.pass(5_000);
    expect(question.askedAtMs).toEqual([]);
    clock.isSeen = false;
    inquiry.show();
    inquiry.changed(2);
    await clock.pass(5_000);
    expect(question.askedAtMs).toEqual([]);
    clock.isSeen = true;
    inquiry.changed(3);
    await clock.pass(5_000);
    expect(question.askedAtMs).toEqual([10_000]);
    inquiry.hide();
    inquiry.changed(4);
    await clock.pass(5_000);
    expect(question.askedAtMs).toEqual([10_000]);
  });

  it('does at once what a person asks for, and takes it from what comes after', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const question = new Asked(clock);
    const again = inquiry.add(question);
    inquiry.changed(0);
    inquiry.show();
    await settled();
    for (let press = 0; press < 7; press += 1) {
      again();
      await settled();
    }
    expect(question.askedAtMs).toEqual(Array.from({ length: 8 }, () => 0));
    inquiry.changed(1);
    await clock.pass(3_900);
    expect(question.askedAtMs.length).toBe(8);
    await clock.pass(200);
    expect(question.askedAtMs.length).toBe(9);
  });

  it('shows no answer to what is not wanted any more', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const shown: string[] = [];
    const answers: ((text: string) => void)[] = [];
    const again = inquiry.add<string>({
      ask: () => new Promise((resolve) => answers.push(resolve)),
      show: (text) => shown.push(text),
      failed: () => shown.push('failed'),
    });
    inquiry.changed(1);
    inquiry.show();
    again();
    answers[0]?.('old filter');
    await settled();
    answers[1]?.('new filter');
    await settled();
    expect(shown).toEqual(['new filter']);
    expect(answers.length).toBe(2);
  });

  it('asks a server in trouble less and less often, and others in the meantime', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const troubled = new Asked(clock);
    troubled.isTroubled = true;
    const well = new Asked(clock);
    inquiry.add(troubled);
    inquiry.add(well);
    inquiry.show();
    for (let version = 0; version < 60; version += 1) {
      inquiry.changed(version);
      await clock.pass(1_000);
    }
    expect(troubled.failures).toBeGreaterThanOrEqual(4);
    expect(troubled.failures).toBeLessThanOrEqual(7);
    expect(well.shown.length).toBeGreaterThan(40);
  });

  it('leaves alone what somebody reads, and does not keep the others from asking', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const read = new Asked(clock);
    read.held = true;
    const other = new Asked(clock);
    inquiry.add(read);
    inquiry.add(other);
    inquiry.show();
    for (let version = 0; version < 10; version += 1) {
      inquiry.changed(version);
      await clock.pass(1_000);
    }
    expect(read.askedAtMs).toEqual([]);
    expect(other.askedAtMs.length).toBeGreaterThan(3);
    read.held = false;
    await clock.pass(2_000);
    expect(read.askedAtMs.length).toBe(1);
  });

  it('asks on demand only what is for people alone', async () => {
    const clock = new HandClock();
    const inquiry = new Inquiry(clock);
    const search = new Asked(clock, true);
    const again = inquiry.add(search);
    inquiry.show();
    for (let version = 0; version < 5; version += 1) {
      inquiry.changed(version);
      await clock.pass(1_000);
    }
    expect(search.askedAtMs).toEqual([]);
    again();
    await clock.pass(0);
    expect(search.askedAtMs.length).toBe(1);
  });

  it('never exceeds one question a second and its burst, and always ends up to date', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(
          fc.record({
            what: fc.constantFrom('changed', 'hide', 'show', 'pass'),
            ms: fc.nat(3_000),
          }),
          { maxLength: 60 },
        ),
        async (count, steps) => {
          const clock = new HandClock();
          const inquiry = new Inquiry(clock);
          const questions = Array.from({ length: count }, () => new Asked(clock));
          for (const question of questions) inquiry.add(question);
          let version = 0;
          for (const { what, ms } of steps) {
            if (what === 'changed') inquiry.changed(++version);
            if (what === 'hide') inquiry.hide();
            if (what === 'show') inquiry.show();
            await clock.pass(ms);
          }
          const times = questions.flatMap(({ askedAtMs }) => askedAtMs).toSorted((a, b) => a - b);
          for (const [at, startMs] of times.entries()) {
            const within = times.slice(at).filter((ms) => ms <= startMs + 10_000).length;
            expect(within).toBeLessThanOrEqual(5 + 10 + 1);
          }
          const before = questions.map(({ askedAtMs }) => askedAtMs.length);
          inquiry.changed(++version);
          inquiry.show();
          await clock.pass(20_000);
          for (const [at, { askedAtMs }] of questions.entries()) {
            expect(askedAtMs.length).toBeGreaterThan(before[at] ?? 0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
