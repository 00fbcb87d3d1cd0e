/** Kafka's command line tools under the names that they have in the image. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classPath, type Runtime, toolLogging } from '../local-kafka/node.ts';

/** Where the image has them. */
export const IMAGE_BIN = '/opt/kafka/bin';

/** What the scripts of Kafka 4.1 start. */
export const KAFKA_TOOLS: Readonly<Record<string, string>> = {
  'kafka-broker-api-versions.sh': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
};

/** Names of those that a shell command calls. */
export function toolsIn(command: string): string[] {
  return [...command.matchAll(/\/opt\/kafka\/bin\/([\w.-]+)/g)].map(([, name = '']) => name);
}

/** Puts the tools into a folder, from jars. */
export function installTools(folder: string, runtime: Runtime): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, mainClass] of Object.entries(KAFKA_TOOLS)) {
    const words = [
      runtime.java,
      '-Xmx128m',
      ...toolLogging(),
      '-cp',
      classPath(runtime),
      mainClass,
    ];
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    chmodSync(path, 0o755);
  }
}
