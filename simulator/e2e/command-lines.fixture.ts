/** Command lines in documents and scripts, held against the commands and targets that there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../cli.ts';
import { projectRoot } from '../commands/resolve.ts';

export function projectFile(...path: readonly string[]): string {
  return readFileSync(join(projectRoot(), ...path), 'utf8');
}

/** Everything that is written as code: blocks without their fences, and spans. */
export function codeIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```[a-z]*\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const rest = markdown.replaceAll(/^```[a-z]*\n.*?^```$/gms, '');
  const spans = [...rest.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.replaceAll('\n', ' '));
  return [...blocks.flatMap((block) => block.split('\n')), ...spans];
}

export interface CommandLine {
  readonly command: string;
  readonly flags: readonly string[];
}

/** Calls of the tool in a line, whatever it is started with. */
export function commandLinesIn(line: string): CommandLine[] {
  const calls = line.matchAll(/(?:streamstock|dist\/simulator\/cli\.js\}?) ([a-z]+)([^|;&#]*)/g);
  return [...calls].map(([, command = '', words = '']) => ({ command, flags: flagsIn(words) }));
}

export function flagsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag);
}

/** Flags that the command takes; undefined when there is no such command. */
export async function flagsOf(command: string): Promise<ReadonlySet<string> | undefined> {
  let help = '';
  const streams = { out: (text: string) => (help += text), err: () => {} };
  const exitCode = await runCommandLine([command, '--help'], streams);
  return exitCode === undefined ? new Set(flagsIn(help)) : undefined;
}

/** Targets that the Makefile explains. */
export function makeTargets(): ReadonlySet<string> {
  const targets = projectFile('Makefile').matchAll(/^([a-z-]+):.*## /gm);
  return new Set([...targets].map(([, target = '']) => target));
}

/** Targets that a line calls. */
export function targetsIn(line: string): string[] {
  const calls = line.matchAll(/(?:^|[\s"'])make(?: --[a-z-]+)* ([a-z][a-z-]*)/g);
  return [...calls].map(([, target = '']) => target);
}

/** What of a line does not exist, in words. */
export async function unknownIn(line: string): Promise<string[]> {
  const targets = makeTargets();
  const unknown = targetsIn(line)
    .filter((target) => !targets.has(target))
    .map((target) => `make ${target}`);
  for (const { command, flags } of commandLinesIn(line)) {
    const known = await flagsOf(command);
    if (known === undefined) unknown.push(`streamstock ${command}`);
    else
      unknown.push(
        ...flags.filter((flag) => !known.has(flag)).map((flag) => `${command} --${flag}`),
      );
  }
  return unknown;
}
