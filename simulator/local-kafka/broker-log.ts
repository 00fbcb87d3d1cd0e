/** What a broker that did not start left behind: the lines that say why. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Log4j's file: what the broker did. */
export const SERVER_LOG = 'server.log';
/** Standard output and error: what Java itself has to say. */
export const JAVA_LOG = 'java.log';

const MOST_LINES = 6;
const LONGEST_LINE = 300;

/** @param folder of the broker */
export function logOf(folder: string): string {
  return [JAVA_LOG, SERVER_LOG]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('');
}

/** The last lines that name an error, or where none does the last lines. */
export function relevantLines(log: string): string[] {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const errors = lines.filter((line) => /\b(ERROR|FATAL)\b|Exception|Error:|Caused by/.test(line));
  return (errors.length > 0 ? errors : lines)
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE));
}
