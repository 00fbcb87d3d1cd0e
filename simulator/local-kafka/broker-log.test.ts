import { describe, expect, it } from 'vitest';
import { relevantLines } from './broker-log.ts';

describe('relevantLines', () => {
  it('are the last that name an error, without the stack', () => {
    const log = [
      '[2026] INFO starting (kafka)',
      '[2026] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)',
      'java.lang.RuntimeException: No readable meta.properties files found.',
      '\tat kafka.Kafka.main(Kafka.scala)',
      '[2026] INFO closing (kafka)',
    ].join('\n');
    expect(relevantLines(log)).toEqual([
      '[2026] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)',
      'java.lang.RuntimeException: No readable meta.properties files found.',
    ]);
  });

  it('are the last ones where none names an error, and few', () => {
    const log = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
    expect(relevantLines(log)).toEqual([44, 45, 46, 47, 48, 49].map((line) => `line ${line}`));
    expect(relevantLines('')).toEqual([]);
  });
});
