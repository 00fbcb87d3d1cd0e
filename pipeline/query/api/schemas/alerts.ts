/** `/api/alerts` */
import Type, { type Static } from 'typebox';
import type { AlertJson } from '../../wire.ts';
import {
  choice,
  closed,
  describes,
  flag,
  id,
  isoText,
  named,
  orNull,
  PAGING,
  text,
} from './parts.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const SEVERITIES_3 = ['critical', 'warning', 'info'] as const;
const STATUSES = ['active', 'resolved', 'dismissed'] as const;
const TYPES = ['CRITICAL_LOW_STOCK', 'LOW_STOCK', 'OVERSTOCK', 'RAPID_DEPLETION'] as const;

export const ALERT_PARAMS = Type.Object(
  { id: id('Id of the alert.', 'ALT-PROD-001-stock-20') },
  closed,
);

/** Some clients send an empty object where nothing needs to be said. */
export const NOTHING_BODY = Type.Unsafe<Record<never, never> | null>({
  type: ['object', 'null'],
  ...closed,
  description: 'Nothing, or an empty object.',
});

export const ALERTS_QUERY = Type.Object(
  {
    ...PAGING,
    severity: Type.Optional(
      choice(
        [...SEVERITIES, 'warning', 'info'],
        'Of four levels, or of the three critical, warning and info.',
      ),
    ),
    productId: Type.Optional(id('Alerts of this product.', 'PROD-001')),
    active: Type.Optional(Type.Boolean({ description: 'Only those that are active, or are not.' })),
    status: Type.Optional(choice(STATUSES, 'Only those of this status.')),
  },
  closed,
);
export type AlertsQuery = Static<typeof ALERTS_QUERY>;

export const ALERT = named(
  'Alert',
  describes<AlertJson>()(
    Type.Object(
      {
        id: text,
        type: choice(TYPES, 'What is the matter.'),
        severity: choice(SEVERITIES, 'Of four levels.'),
        severity3: choice(SEVERITIES_3, 'Of three levels.'),
        productId: text,
        productName: text,
        warehouseId: text,
        message: text,
        recommendation: text,
        status: choice(
          STATUSES,
          '`dismissed`: a person does not want to see it; `resolved`: its condition ended, or a person says so.',
        ),
        resolved: flag,
        createdAt: Type.String({ format: 'date-time', description: 'Business time.' }),
        resolvedAt: orNull(isoText),
        settledByHand: flag,
      },
      closed,
    ),
  ),
);
