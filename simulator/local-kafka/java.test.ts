import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, findMaven, parseJavaVersion } from './java.ts';

describe('parseJavaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', '17.0.15', 17],
    ['java version "1.8.0_392"', '1.8.0_392', 8],
    ['openjdk version "21" 2023-09-19', '21', 21],
    ['openjdk version "25-ea" 2025-09-16', '25-ea', 25],
    ['Picked up JAVA_TOOL_OPTIONS: -Xint\nopenjdk version "11.0.2" 2019-01-15', '11.0.2', 11],
  ])('reads %j', (text, version, major) => {
    expect(parseJavaVersion(text)).toEqual({ version, major });
  });

  it('finds none where none stands', () => {
    expect(parseJavaVersion('Unable to locate a Java Runtime.')).toBeUndefined();
    expect(parseJavaVersion('openjdk version "?"')).toBeUndefined();
  });
});

describe('findJava', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamstock-java-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that prints what a Java of that version prints. */
  const fakeJava = (version: string): string => {
    const script = `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`;
    writeFileSync(join(folder, 'java'), script, { mode: 0o755 });
    return join(folder, 'java');
  };

  it('takes one that is new enough from PATH, also when JAVA_HOME leads nowhere', () => {
    const path = fakeJava('21.0.1');
    expect(findJava({ PATH: folder, JAVA_HOME: '/nowhere' })).toEqual({
      path,
      version: '21.0.1',
      major: 21,
    });
  });

  it('names the one that is too old', () => {
    const path = fakeJava('11.0.2');
    expect(() => findJava({ PATH: folder })).toThrow(`the Java at ${path} is 11.0.2`);
  });

  it('says what to install when there is none', () => {
    expect(() => findJava({ PATH: folder })).toThrow('needs Java 17 or newer: no Java was found');
    expect(() => findMaven({ PATH: folder })).toThrow('no mvn was found');
  });
});
