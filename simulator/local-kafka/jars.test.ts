import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { jarFaults, kafkaJars, pinnedJars, sourceFolder } from './jars.ts';

describe('the pinned jars', () => {
  const { kafka, jars } = pinnedJars();

  it('hold every dependency of the pom in its version, and nothing without a checksum', () => {
    const pom = readFileSync(join(sourceFolder(), 'pom.xml'), 'utf8');
    const [, list = ''] = /<dependencies>([\s\S]*)<\/dependencies>/.exec(pom) ?? [];
    const wanted = [
      ...list.matchAll(/<artifactId>([^<]+)<\/artifactId>\s*<version>([^<]+)<\/version>/g),
    ];
    expect(wanted).toHaveLength(3);
    for (const [, artifact, version] of wanted) {
      expect(Object.keys(jars)).toContain(`${artifact}-${version}.jar`);
    }
    for (const [name, sha256] of Object.entries(jars)) {
      expect(name).toMatch(/^[\w.-]+\.jar$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('are of the version that the image of docker-compose.yml has', () => {
    expect(Object.keys(jars)).toContain(`kafka_2.13-${kafka}.jar`);
    const compose = readFileSync(join(projectRoot(), 'docker-compose.yml'), 'utf8');
    expect(compose).toContain(`apache/kafka:${kafka}`);
  });
});

describe('a folder of jars', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamstock-jars-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const pinned = { kafka: '0', jars: { 'a.jar': sha256('a'), 'b.jar': sha256('b') } };

  it('has no fault when all are there and the same, byte for byte', () => {
    writeFileSync(join(folder, 'a.jar'), 'a');
    writeFileSync(join(folder, 'b.jar'), 'b');
    expect(jarFaults(folder, pinned)).toEqual([]);
  });

  it('names each jar that differs, is missing or does not belong there', () => {
    writeFileSync(join(folder, 'a.jar'), 'A');
    writeFileSync(join(folder, 'c.jar'), 'c');
    expect(jarFaults(folder, pinned)).toEqual([
      'a.jar has another SHA-256 than jars.json',
      'b.jar is missing',
      'c.jar is not in jars.json',
    ]);
  });

  /** A Maven that writes other jars than those of the list, or none. */
  const fakeMaven = (script: string): { readonly PATH: string } => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'mvn'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${bin}:/usr/bin:/bin` };
  };

  it('is not kept when Maven served something else, and the message names a jar', async () => {
    const cacheFolder = join(folder, 'cache');
    const environment = fakeMaven(
      'for word in "$@"; do case "$word" in -DoutputDirectory=*) d=$' +
        '{word#*=};; esac; done; mkdir -p "$d"; echo x > "$d/kafka-clients-4.1.0.jar"',
    );
    await expect(kafkaJars({ environment, cacheFolder })).rejects.toMatchObject({
      code: 'LOCAL_KAFKA_FAILED',
      message: expect.stringContaining('kafka-clients-4.1.0.jar has another SHA-256'),
    });
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it("says what Maven said when it failed, and what to install when it isn't there", async () => {
    const cacheFolder = join(folder, 'cache');
    const environment = fakeMaven('echo "[ERROR] Unknown host repo.example"; exit 1');
    await expect(kafkaJars({ environment, cacheFolder })).rejects.toMatchObject({
      message: expect.stringContaining('Unknown host repo.example'),
    });
    await expect(
      kafkaJars({ environment: { PATH: join(folder, 'nothing') }, cacheFolder }),
    ).rejects.toMatchObject({ hint: expect.stringContaining('install maven') });
    expect(readdirSync(cacheFolder)).toEqual([]);
  });
});
