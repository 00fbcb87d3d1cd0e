import { describe, expect, it } from 'vitest';
import { describeScenario } from './describe.ts';
import { parseScenario } from './load.ts';

const load = (text: string) => parseScenario(`name: x\n${text}`, 'x.yaml');

describe('describeScenario', () => {
  it('says rate, duration, events, business span, seed and broker in a sentence', () => {
    const scenario = load(
      'load: { executor: ramping-arrival-rate, startRate: 125, stages: [{ duration: 6s, target: 125 }, { duration: 0s, target: 5000 }, { duration: 3s, target: 5000 }] }\nclock: { speed: 8000 }\ncatalogue: { products: 2000 }\n',
    );
    expect(describeScenario(scenario, { broker: 'the embedded broker', deliveries: 1 })).toBe(
      'x: 125 to 5,000 events a second for 9s, 15,750 events and 1 delivery in all; 0.8 business days of 2,000 products from 2026-01-05; seed 42; on the embedded broker.',
    );
  });

  it('counts slow loads by the minute, and leaves out what it is not told', () => {
    const scenario = load(
      'load: { executor: constant-arrival-rate, rate: 10, timeUnit: 1m, duration: 100m }\nseed: autumn\n',
    );
    expect(describeScenario(scenario)).toBe(
      'x: 10 events a minute for 1h40m, 1,000 events in all; 30 business days of 50 products from 2026-01-05; seed autumn.',
    );
  });

  it('finds a unit for spans that are no part of a day worth naming', () => {
    const one = (clock: string) =>
      describeScenario(
        load(
          `load: { executor: constant-arrival-rate, rate: 1, duration: 10s }\nclock: { ${clock} }\n`,
        ),
        { deliveries: 0 },
      );
    expect(one('speed: 1')).toBe(
      'x: 1 event a second for 10s, 10 events and no deliveries in all; 10 s of business time for 50 products from 2026-01-05; seed 42.',
    );
    expect(one('speed: 8640')).toContain('; 1 business day of 50 products');
  });

  it('does not promise an exact count of random arrivals', () => {
    const scenario = load(
      'load: { executor: constant-arrival-rate, rate: 100, duration: 10s }\narrivals: poisson\n',
    );
    expect(describeScenario(scenario)).toContain(
      '100 events a second for 10s, about 1,000 events in all',
    );
  });

  it('says what is done to consumers, and how patient their group is, where any take part', () => {
    const consumers = (rest: string, broker?: string) =>
      describeScenario(
        load(
          `load: { executor: constant-arrival-rate, rate: 100, duration: 20s }\npipeline: { consumers: 3${rest}`,
        ),
        broker === undefined ? {} : { broker },
      );
    const once = ' }\nfaults: [{ kill: consumer-1, at: 2s, restart: 1s }]\n';
    expect(consumers(once, 'paper')).toContain('; seed 42; 1 kill of consumers; on paper.');
    expect(consumers(once)).toMatch(/; seed 42\.$/);
    const often =
      ', sessionTimeout: 6s }\nfaults: [{ leave: any, at: 2s, restart: 1s }, { kill: any, every: [2s, 2s], restart: 1s }, { join: any, atEvent: 5 }]\n';
    expect(consumers(often, 'paper')).toContain(
      '; seed 42; sessions of 6s; 9 kills, 1 join and 1 leave of consumers; on paper.',
    );
  });
});
