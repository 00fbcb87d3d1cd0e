import type { Api } from '../api.ts';
import { apiVersionsOf } from './api-versions.ts';
import { ALTER_CONFIGS, DESCRIBE_CONFIGS } from './configs.ts';
import { CREATE_PARTITIONS } from './create-partitions.ts';
import { CREATE_TOPICS } from './create-topics.ts';
import { DELETE_RECORDS } from './delete-records.ts';
import { DELETE_TOPICS } from './delete-topics.ts';
import { FETCH } from './fetch.ts';
import { FIND_COORDINATOR } from './find-coordinator.ts';
import { DELETE_GROUPS, DESCRIBE_GROUPS, LIST_GROUPS } from './group-admin.ts';
import { HEARTBEAT, LEAVE_GROUP } from './heartbeat.ts';
import { INIT_PRODUCER_ID } from './init-producer-id.ts';
import { JOIN_GROUP } from './join-group.ts';
import { LIST_OFFSETS } from './list-offsets.ts';
import { METADATA } from './metadata.ts';
import { OFFSET_COMMIT } from './offset-commit.ts';
import { OFFSET_FETCH } from './offset-fetch.ts';
import { PRODUCE } from './produce.ts';
import { SYNC_GROUP } from './sync-group.ts';

const ANSWERED_APIS: readonly Api[] = [
  PRODUCE,
  FETCH,
  LIST_OFFSETS,
  METADATA,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  FIND_COORDINATOR,
  JOIN_GROUP,
  HEARTBEAT,
  LEAVE_GROUP,
  SYNC_GROUP,
  DESCRIBE_GROUPS,
  LIST_GROUPS,
  CREATE_TOPICS,
  DELETE_TOPICS,
  DELETE_RECORDS,
  INIT_PRODUCER_ID,
  DESCRIBE_CONFIGS,
  ALTER_CONFIGS,
  CREATE_PARTITIONS,
  DELETE_GROUPS,
];

/** Every API this broker speaks. */
export const APIS: readonly Api[] = [...ANSWERED_APIS, apiVersionsOf(ANSWERED_APIS)];
