/** Kafka's own command line tools, by the names of their classes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { classPath, type Runtime, toolLogging } from './node.ts';

export interface ToolResult {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  /** For its standard input. */
  readonly input?: string;
  readonly heapMb?: number;
  readonly signal?: AbortSignal;
}

/**
 * @param mainClass such as `org.apache.kafka.tools.TopicCommand`, `org.apache.kafka.tools.ConsoleProducer`,
 *   `kafka.admin.ConfigCommand`; Kafka's `bin/*.sh` say which class is which tool
 */
export async function runTool(
  runtime: Runtime,
  mainClass: string,
  words: readonly string[],
  { input = '', heapMb = 256, signal }: ToolOptions = {},
): Promise<ToolResult> {
  const child = spawn(
    runtime.java,
    [`-Xmx${heapMb}m`, ...toolLogging(), '-cp', classPath(runtime), mainClass, ...words],
    { stdio: 'pipe', ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }) },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A tool that reads nothing may close its input first.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}
