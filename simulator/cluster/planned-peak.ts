/** How many events per second a scenario sends at most, deliveries included: what the rate cap is held against. */
import { setImmediate } from 'node:timers/promises';
import { perSecond } from '../../reports/numbers.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import type { PlannedPeak } from './guard.ts';

const US_PER_SECOND = 1_000_000;
/** Between two looks at signals. */
const EVENTS_AT_A_TIME = 100_000;

/**
 * The higher of two figures: the highest point of the rate curve, and the most events that the plan has due in any one
 * second, arrivals and deliveries together. The second takes a replay of the plan, as the audit makes it after every run.
 */
export async function plannedPeak(scenario: Scenario): Promise<PlannedPeak> {
  const curve = rateCurveOf(scenario).peakPerSecond;
  const busiest = await busiestSecond(scenario);
  const sends = (rate: number): string =>
    `The scenario ${scenario.name} sends up to ${perSecond(rate)} events/s`;
  if (busiest.events <= curve) return { perSecond: curve, sentence: sends(curve) };
  return {
    perSecond: busiest.events,
    sentence: `${sends(busiest.events)} (deliveries included, in second ${busiest.second + 1} of the plan)`,
  };
}

/** @returns the first of the busiest seconds, counted from 0 */
async function busiestSecond(scenario: Scenario): Promise<{ second: number; events: number }> {
  const timeline = new Timeline(buildWorld(scenario));
  let busiest = { second: 0, events: 0 };
  let second = 0;
  let events = 0;
  let seen = 0;
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    const at = Math.floor(event.dueOffsetUs / US_PER_SECOND);
    if (at !== second) {
      second = at;
      events = 0;
    }
    events += 1;
    if (events > busiest.events) busiest = { second, events };
    seen += 1;
    if (seen % EVENTS_AT_A_TIME === 0) await setImmediate();
  }
  return busiest;
}
