/** The verdict as JUnit XML: what CI servers show beside the results of tests. */
import { brokerText } from './broker-words.ts';
import { digestText, externalEntries, isExternal } from './external-entries.ts';
import { groupEntries } from './group-entries.ts';
import { inertRecord } from './inert-text.ts';
import { missedRate, wasStopped } from './missed-rate.ts';
import type { RunRecord } from './record.ts';
import { headline } from './run-entries.ts';
import { judgedFirst } from './threshold-state.ts';
import { marginText, observedWords } from './threshold-words.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';
import type { InvariantResult, VerdictName } from './verdict.ts';
import { type XmlAttributes, xmlElement, xmlText } from './xml.ts';

interface Case {
  readonly part: 'run' | 'thresholds' | 'audit';
  readonly name: string;
  readonly result: Result;
}

/** `failure`: what was demanded does not hold. `error`: it could not be found out, or the run proves nothing. */
type Result =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failure' | 'error' | 'skipped';
      readonly type: string;
      readonly message: string;
      readonly detail: string;
    };

/**
 * One case for the run itself, one per threshold, one per invariant. A crossed threshold and a broken invariant are
 * failures; what could not be decided is an error, and so is a run that was incomplete, saturated or interrupted. A
 * threshold that was set aside is skipped, and so are invariants that need a whole run in one that was stopped. A verdict other than `passed` never
 * comes without a failure or an error.
 */
export function junitXml(hostile: RunRecord): string {
  const record = inertRecord(hostile);
  const judged = [...judgedFirst(record.thresholds).map(thresholdCase), ...auditCases(record)];
  const cases = [runCase(record, judged), ...judged];
  const count = (kind: Result['kind']) => cases.filter(({ result }) => result.kind === kind).length;
  const totals = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    time: Math.max(0, Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000,
  };
  const suite = xmlElement(
    'testsuite',
    {
      name: record.scenario.name,
      ...totals,
      skipped: count('skipped'),
      timestamp: record.startedAt.replace(/(\.\d+)?Z$/, ''),
    },
    [
      xmlElement('properties', {}, propertiesOf(record)),
      ...cases.map((entry) => caseElement(record, entry)),
    ],
  );
  const suites = xmlElement('testsuites', { name: 'streamstock-bench', ...totals }, [suite]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites}`;
}

function propertiesOf(record: RunRecord): string[] {
  const { scenario, seed, verdict, runId, broker, pipeline, replay, tool } = record;
  const seen = isExternal(record) ? externalEntries(record) : groupEntries(record);
  const missed = missedRate(record);
  return Object.entries({
    ...(missed === null ? {} : { 'target rate missed': missed.text }),
    verdict: verdict.name,
    reason: verdict.reasons[0] ?? '',
    scenario: scenario.name,
    seed,
    digest: isExternal(record) ? digestText(record) : (record.digest.pipeline ?? 'none'),
    run: runId,
    pipeline: pipeline.kind,
    ...Object.fromEntries(seen.map(({ label, text }) => [label, text])),
    broker: brokerText(broker),
    tool: `${tool.name} ${tool.version}`,
    replay,
  }).map(([name, value]) => xmlElement('property', { name, value }));
}

function caseElement({ scenario }: RunRecord, { part, name, result }: Case): string {
  const attributes: XmlAttributes = { classname: `${scenario.name}.${part}`, name, time: 0 };
  if (result.kind === 'passed') return xmlElement('testcase', attributes);
  const { kind, type, message, detail } = result;
  const verdict =
    kind === 'skipped'
      ? xmlElement(kind, { message })
      : xmlElement(kind, { type, message }, [xmlText(detail)]);
  return xmlElement('testcase', attributes, [verdict]);
}

/** Verdicts that thresholds and invariants do not tell. */
const OF_THE_RUN: readonly VerdictName[] = ['incomplete', 'saturated', 'interrupted'];

function runCase(record: RunRecord, judged: readonly Case[]): Case {
  const { name, reasons } = record.verdict;
  const told = judged.some(({ result }) => result.kind === 'failure' || result.kind === 'error');
  const passed = name === 'passed' || (told && !OF_THE_RUN.includes(name));
  const missed = missedRate(record);
  const lines = [...(missed === null ? [] : [missed.text]), ...reasons, headline(record)];
  return {
    part: 'run',
    name: 'the run is complete, on schedule and not interrupted',
    result: passed
      ? { kind: 'passed' }
      : {
          kind: 'error',
          type: name,
          message: missed?.text ?? reasons[0] ?? name,
          detail: lines.join('\n'),
        },
  };
}

function thresholdCase(threshold: ThresholdResult): Case {
  const { holds, setAside } = threshold;
  const label = thresholdLabel(threshold);
  const named = { part: 'thresholds', name: label } as const;
  if (setAside !== undefined) {
    const message = `set aside: ${setAside}`;
    return { ...named, result: { kind: 'skipped', type: 'threshold', message, detail: message } };
  }
  if (holds === true) return { ...named, result: { kind: 'passed' } };
  const message = observedWords(threshold);
  const detail = [label, message, marginText(threshold)].filter((text) => text !== '').join('\n');
  const kind = holds === null ? 'error' : 'failure';
  return { ...named, result: { kind, type: 'threshold', message, detail } };
}

function auditCases(record: RunRecord): Case[] {
  const undecided = wasStopped(record) ? 'skipped' : 'error';
  return record.audit.map((invariant): Case => {
    const named = { part: 'audit', name: invariant.title } as const;
    const { holds, detail: message } = invariant;
    if (holds === true) return { ...named, result: { kind: 'passed' } };
    const detail = evidenceOf(invariant);
    const kind = holds === null ? undecided : 'failure';
    return { ...named, result: { kind, type: invariant.id, message, detail } };
  });
}

function evidenceOf({ detail, examples }: InvariantResult): string {
  const lines = examples.map(({ subject, expected, got }) => {
    return `${subject}: expected ${expected}, got ${got}`;
  });
  return [detail, ...lines].join('\n');
}
