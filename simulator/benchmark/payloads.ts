/** Our own records for other people's tools: one value each line, as the producers would send them. */
import { writeFileSync } from 'node:fs';
import { RecordEncoder } from '../producers/encode.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';

const RECORDS = 20_000;
/** As long as a run's own id. */
const RUN_ID = 'saturation-1-20260105-000000-0a1b2c';
const START_US = Date.UTC(2026, 0, 5) * 1000;

export interface Payloads {
  readonly records: number;
  /** Of a value; the key, a product's id, comes on top of it. */
  readonly meanBytes: number;
}

/** @param path of the file to write */
export function writePayloads(path: string, scenario: Scenario): Payloads {
  const world = buildWorld(scenario);
  const encoder = new RecordEncoder(world.catalogue, RUN_ID);
  const timeline = new Timeline(world);
  const values: string[] = [];
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    const dueUs = START_US + event.dueOffsetUs;
    values.push(encoder.encode(event, dueUs, dueUs).value);
    if (values.length === RECORDS) break;
  }
  writeFileSync(path, values.join('\n'));
  const bytes = values.reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  return { records: values.length, meanBytes: bytes / values.length };
}
