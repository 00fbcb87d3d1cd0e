/** Accessibility rules, checked by axe in the page itself. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly {
    readonly target: readonly string[];
    readonly failureSummary?: string;
  }[];
}

/** @returns a line per violation with where it is: an empty list is right */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, so that the page's policy against foreign scripts stays in force.
  await page.evaluate(SOURCE);
  const found = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  )) as readonly Violation[];
  return found.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target }) => target.join(' '));
    return `${id}: ${help} (${nodes.length}: ${where.join(', ')}; ${nodes[0]?.failureSummary ?? ''})`;
  });
}
