/** `docs/kafka.md` names every setting there is, and only messages that the code can say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLUSTER_VARIABLES, clusterOptions } from '../cluster/options.ts';
import { projectRoot } from '../commands/resolve.ts';
import { CONNECTION_SETTINGS } from '../connection/settings.ts';
import { composeText } from './compose.fixture.ts';

const page = readFileSync(join(projectRoot(), 'docs', 'kafka.md'), 'utf8');

/** Sources without their tests, and the Makefile: what can speak to a user. */
function sources(): string {
  const folders = ['pipeline/kafka', 'simulator/cluster', 'simulator/connection'];
  const files = [...folders, 'simulator/local-kafka', 'simulator/run'].flatMap((folder) =>
    readdirSync(join(projectRoot(), folder))
      .filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
      .map((name) => join(folder, name)),
  );
  return [...files, 'Makefile']
    .map((file) => readFileSync(join(projectRoot(), file), 'utf8'))
    .join('\n')
    .replaceAll("\\'", "'");
}

/** The first column of the tables under "Trouble". */
function messages(): string[] {
  const [, trouble = ''] = page.split('## Trouble: by message');
  return [...trouble.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = '']) => message);
}

describe('docs/kafka.md', () => {
  it('names every flag and variable of a connection', () => {
    for (const { flag, variable, properties } of CONNECTION_SETTINGS) {
      expect(page).toContain(`\`--${flag}`);
      expect(page).toContain(`\`${variable}\``);
      for (const key of properties)
        expect(page).toContain(key.replace(/^ssl\.\w+store(?=\.cert)/, ''));
    }
  });

  it('names every flag and variable of a cluster', () => {
    for (const name of Object.keys(clusterOptions)) {
      expect(page).toContain(`\`--${name === 'create-topics' ? 'no-create-topics' : name}`);
    }
    for (const variable of Object.values(CLUSTER_VARIABLES)) expect(page).toContain(variable);
  });

  it('names every variable of docker-compose.yml with its default', () => {
    const used = [...composeText().matchAll(/\$\{(\w+):-([^}]*)\}/g)];
    expect(used.length).toBeGreaterThan(10);
    for (const [, name = '', fallback = ''] of used) {
      expect(page).toContain(`\`${name}\``);
      expect(page).toContain(fallback);
    }
  });

  const spoken = sources();
  it.each(messages())('lists a message that the code says: %s', (message) => {
    const parts = message.split('…').map((text) => text.trim());
    expect(parts.filter((part) => !spoken.includes(part))).toEqual([]);
  });
});
