/** The files of a connection, and the standard input, read once. What cannot be read is a fault with a sentence. */
import { closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

export type Text = { readonly text: string } | { readonly fault: string };
export type FileText =
  | {
      readonly text: string;
      /** Why no secret may stand in it: others may read it, or it is somebody else's. */
      readonly unsafe?: string;
    }
  | { readonly fault: string };

/** Certificates, keys, passwords and settings are small; a file that is not was named by mistake. */
const MAX_BYTES = 1024 * 1024;

export function readSettingFile(path: string): FileText {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // Of the open file: a path may lead to another one a moment later.
    const stats = fstatSync(file);
    const fault = faultOfKind(path, stats);
    if (fault !== undefined) return { fault };
    const text = readFileSync(file, 'utf8');
    if (text.length > MAX_BYTES) return { fault: `${path} is larger than 1 MiB` };
    const unsafe = faultOfRights(path, stats);
    return { text, ...(unsafe === undefined ? {} : { unsafe }) };
  } catch (error) {
    return { fault: `${path}: ${reasonOf(error)}` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** One line of a file or of standard input: a line break at its end is not part of a password. */
export function readSecret(path: string, stdin: () => Text): Text {
  const read: FileText = path === '-' ? stdin() : readSettingFile(path);
  if ('fault' in read) return read;
  if (read.unsafe !== undefined) return { fault: read.unsafe };
  const text = read.text.replace(/\r?\n$/, '');
  const name = path === '-' ? 'standard input' : path;
  if (text === '') return { fault: `${name} is empty` };
  if (/[\r\n]/.test(text)) return { fault: `${name} has more than one line` };
  return { text };
}

export function readStdin(): Text {
  if (process.stdin.isTTY) {
    return { fault: 'standard input is a terminal, which would show what you type: use a pipe' };
  }
  try {
    return { text: readFileSync(0, 'utf8') };
  } catch (error) {
    return { fault: `standard input: ${reasonOf(error)}` };
  }
}

function faultOfKind(path: string, stats: Stats): string | undefined {
  if (stats.isDirectory()) return `${path} is a folder`;
  // Pipes are what `<(pass show kafka)` makes.
  if (!stats.isFile() && !stats.isFIFO()) return `${path} is no file`;
  return stats.size > MAX_BYTES ? `${path} is larger than 1 MiB` : undefined;
}

function faultOfRights(path: string, { mode, uid }: Stats): string | undefined {
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  if (uid !== own && uid !== 0) {
    return `${path} belongs to another user (uid ${uid}): make a copy of your own with install -m 600`;
  }
  if ((mode & 0o077) === 0) return undefined;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return `others may read ${path} (mode ${octal}): chmod 600 ${path}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  ENOTDIR: 'no such file',
  ELOOP: 'a link that leads in a circle',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}
