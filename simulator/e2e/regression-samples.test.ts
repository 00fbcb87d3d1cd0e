/** What `docs/regression.md` shows is what the command prints, of the runs that are kept beside the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../reports/comparison/comparison.ts';
import { projectRoot } from '../commands/resolve.ts';
import { type CommandResult, Workshop } from './command.fixture.ts';

const docs = readFileSync(join(projectRoot(), 'docs', 'regression.md'), 'utf8');
const workshop = new Workshop();
afterAll(() => workshop.close());

/** The block of code after the comment that names it. */
function sample(name: string): string {
  const [, text] =
    new RegExp(`<!-- sample: ${name} -->\n\`\`\`\\w*\n(.*?)\n\`\`\``, 's').exec(docs) ?? [];
  if (text === undefined) throw new Error(`docs/regression.md has no sample ${name}`);
  return text;
}

const pool = (kind: string): string => join('simulator', 'comparison', 'pool', `${kind}.json`);

function compared(
  kind: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const out = join(workshop.folder, kind);
  return workshop.run(['compare', pool('plain'), pool(kind), '--out', out], {
    folder: projectRoot(),
    env,
  });
}

const written = (name: string): string => readFileSync(join(workshop.folder, 'cpu', name), 'utf8');

describe('samples of the regression gate', () => {
  let slower: CommandResult;
  beforeAll(async () => {
    slower = await compared('cpu');
  });

  it('are what a terminal shows', () => {
    const lines = sample('terminal').split('\n');
    expect(String(slower.exitCode)).toBe(lines.pop());
    expect(slower.stderr).toContain(lines.join('\n'));
  });

  it('are what Markdown, JUnit and JSON hold', () => {
    expect(written('comparison.md')).toContain(sample('markdown'));
    for (const line of sample('junit').split('\n')) expect(written('junit.xml')).toContain(line);
    const { metrics } = JSON.parse(written('comparison.json')) as Comparison;
    expect(metrics).toContainEqual(expect.objectContaining(JSON.parse(sample('json'))));
  });

  it('are what GitHub is told', async () => {
    const { stdout } = await compared('stall', { GITHUB_ACTIONS: 'true' });
    expect(stdout.trim()).toBe(sample('annotation'));
  });
});
