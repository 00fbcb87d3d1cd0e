/** What a schema cannot say: rules between fields, each about the keys it names. */
import { isOn, mixOf, replenishmentOf, startMsOf } from './build.ts';
import { DEFAULTS } from './defaults.ts';
import { parseDurationMs } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import { gateFaults } from './gate.ts';
import { faultEntryFaults } from './rules-fault-entries.ts';
import { faultTimeFaults } from './rules-fault-times.ts';
import { groupTimeoutFaults } from './rules-group.ts';
import { durationFaults, loadFaults, pairFault, sizeFaults } from './rules-load.ts';
import { presenceFaults } from './rules-presence.ts';
import { partitionFaults, thresholdFaults } from './rules-thresholds.ts';
import type { ScenarioDocument } from './schema.ts';
import { MAX_PRODUCTS } from './schema-world.ts';

/** What the scenario is for; only a run against a broker limits the catalogue to what that can carry. */
export type Purpose = keyof typeof MAX_PRODUCTS;

const EARLIEST_START_MS = Date.UTC(1970, 0, 1);
const LATEST_START_MS = Date.UTC(2200, 0, 1);

interface Rule {
  /** Top-level keys whose shape must be right before the rule can look at them. */
  readonly about: readonly (keyof ScenarioDocument)[];
  readonly faults: (document: ScenarioDocument, purpose: Purpose) => Fault[];
}

const RULES: readonly Rule[] = [
  { about: ['clock'], faults: clockFaults },
  { about: ['catalogue'], faults: catalogueFaults },
  { about: ['mix', 'replenishment'], faults: mixFaults },
  { about: ['quantities'], faults: quantityFaults },
  { about: ['replenishment'], faults: replenishmentFaults },
  { about: ['load'], faults: loadFaults },
  { about: ['load', 'clock'], faults: sizeFaults },
  { about: ['producers'], faults: producerFaults },
  { about: ['pipeline'], faults: groupTimeoutFaults },
  { about: ['faults'], faults: faultEntryFaults },
  { about: ['faults', 'load'], faults: faultTimeFaults },
  { about: ['faults', 'load', 'pipeline'], faults: presenceFaults },
  { about: ['thresholds'], faults: thresholdFaults },
  { about: ['thresholds', 'pipeline'], faults: partitionFaults },
  { about: ['gate'], faults: gateFaults },
];

/**
 * @param document may have faults of shape; rules about the keys they concern are left out
 * @param unsound top-level keys with faults of shape
 */
export function ruleFaults(
  document: ScenarioDocument,
  unsound: ReadonlySet<string>,
  purpose: Purpose,
): Fault[] {
  return RULES.filter((rule) => !rule.about.some((key) => unsound.has(key))).flatMap((rule) =>
    rule.faults(document, purpose),
  );
}

function clockFaults(document: ScenarioDocument): Fault[] {
  const startMs = startMsOf(document);
  const path: Path = ['clock', 'start'];
  if (Number.isNaN(startMs)) return [{ path, what: 'is not a day and time that exists' }];
  return startMs < EARLIEST_START_MS || startMs > LATEST_START_MS
    ? [{ path, what: 'must be between 1970 and 2200' }]
    : [];
}

function catalogueFaults({ catalogue = {} }: ScenarioDocument, purpose: Purpose): Fault[] {
  const faults: Fault[] = [];
  const { products = DEFAULTS.catalogue.products, popularity, history } = catalogue;
  if (products > MAX_PRODUCTS[purpose]) {
    faults.push({
      path: ['catalogue', 'products'],
      what: `a run against a broker takes at most ${MAX_PRODUCTS[purpose].toLocaleString('en-US')} products, is ${products}`,
      suggestion: 'the command simulate takes more',
    });
  }
  if (typeof popularity === 'object') {
    const { law, exponent } = popularity;
    if (law === 'uniform' && exponent !== undefined) {
      faults.push({
        path: ['catalogue', 'popularity', 'exponent'],
        what: 'the uniform law has no exponent',
        suggestion: 'remove it, or write law: zipf',
      });
    }
    if (exponent !== undefined && Math.abs(exponent * 1000 - Math.round(exponent * 1000)) > 1e-6) {
      faults.push({
        path: ['catalogue', 'popularity', 'exponent'],
        what: `must have at most three decimals, is ${exponent}`,
        suggestion: `write ${Math.round(exponent * 1000) / 1000}`,
      });
    }
  }
  if ((history?.eventsPerProduct ?? 0) > 0 && history?.days === 0) {
    faults.push({
      path: ['catalogue', 'history', 'eventsPerProduct'],
      what: 'needs days to happen in',
      suggestion: 'set days to 1 or more, or eventsPerProduct to 0',
    });
  }
  return faults;
}

function mixFaults(document: ScenarioDocument): Fault[] {
  const mix = mixOf(document.mix);
  const isClosed = replenishmentOf(document.replenishment).mode === 'closed';
  const drawn = mix.sale + mix.return + mix.alert + (isClosed ? 0 : mix.restock);
  if (drawn > 0) return [];
  return [
    {
      path: ['mix'],
      what: isClosed
        ? 'sale, return or alert must have a weight: closed replenishment draws no restocks'
        : 'at least one type must have a weight above 0',
    },
  ];
}

function quantityFaults({ quantities = {} }: ScenarioDocument): Fault[] {
  return Object.entries(quantities).flatMap(([type, [min, max]]) =>
    min <= max ? [] : [pairFault(['quantities', type], String(min), String(max))],
  );
}

function replenishmentFaults({ replenishment }: ScenarioDocument): Fault[] {
  if (typeof replenishment !== 'object') return [];
  const { mode, policy, leadTime } = replenishment;
  if (mode === 'open') {
    return (['policy', 'leadTime'] as const)
      .filter((key) => replenishment[key] !== undefined)
      .map((key) => ({
        path: ['replenishment', key],
        atKey: true,
        what: 'open replenishment places no orders',
        suggestion: `remove ${key}, or write mode: closed`,
      }));
  }
  if (policy === undefined && leadTime === undefined) return [];
  if (leadTime === undefined) return [];
  const faults: Fault[] = [];
  const [min, max] = leadTime.map(parseDurationMs);
  if (min === 0) {
    faults.push({
      path: ['replenishment', 'leadTime', 0],
      what: 'a delivery takes some time; must be above 0',
    });
  }
  if (min !== undefined && max !== undefined && min > max) {
    faults.push(pairFault(['replenishment', 'leadTime'], leadTime[0], leadTime[1]));
  }
  return [
    ...faults,
    ...durationFaults(leadTime.map((text, at) => [text, ['replenishment', 'leadTime', at]])),
  ];
}

function producerFaults({ producers = {} }: ScenarioDocument): Fault[] {
  const { acks = DEFAULTS.producers.acks, idempotent = 'off', linger } = producers;
  const faults = durationFaults([[linger, ['producers', 'linger']]]);
  if (isOn(idempotent) && acks !== 'all' && acks !== -1) {
    faults.push({
      path: ['producers', 'acks'],
      what: `an idempotent producer needs acks: all, is ${acks}`,
      suggestion: 'write acks: all, or idempotent: off',
    });
  }
  return faults;
}
