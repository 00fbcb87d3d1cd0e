/** The page about consumers of one's own shows what is there: the example to the letter, flags and products as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventId } from '../../pipeline/event.ts';
import { EVENT_TOPICS } from '../../pipeline/topics.ts';
import { catalogueLines } from '../commands/catalogue.ts';
import { projectRoot, resolveScenario } from '../commands/resolve.ts';
import { pipelineOptions } from './options.ts';

const page = text('docs', 'own-consumer.md');

describe('docs/own-consumer.md', () => {
  it('shows the example as it is', () => {
    expect(page).toContain(`\`\`\`js\n${text('examples', 'own-consumer.mjs')}\`\`\``);
  });

  it('names every flag, and none that is not there', () => {
    const { processes: _ofOwnPipeline, ...flags } = pipelineOptions;
    for (const flag of Object.keys(flags)) expect(page).toContain(`--${flag}`);
    const known = [...Object.keys(flags), 'broker', 'seed', 'json', 'csv'];
    for (const [, flag = ''] of page.matchAll(/--([a-z][a-z-]*)/g)) expect(known).toContain(flag);
  });

  it('names the topics that carry events of a plan', () => {
    for (const topic of EVENT_TOPICS.slice(0, 4)) expect(page).toContain(`\`${topic}\``);
  });

  it('shows an event whose id and seq agree', () => {
    const [block = ''] = /\{\n {2}"id": "EVT[\s\S]*?\n\}/.exec(page) ?? [];
    const event = JSON.parse(block) as {
      id: string;
      productId: string;
      metadata: { seq: number; due: number; handed: number };
    };
    expect(event.id).toBe(eventId(event.productId, event.metadata.seq));
    expect(event.metadata.handed).toBeGreaterThan(event.metadata.due);
  });

  it('shows a product of the month as the command prints it', () => {
    const [first] = catalogueLines(resolveScenario('month', {}, {}, 'simulate').scenario);
    expect(page).toContain(`\n${JSON.stringify(first)}\n`);
  });
});

function text(...path: readonly string[]): string {
  return readFileSync(join(projectRoot(), ...path), 'utf8');
}
