/** Ids of the clusters that this project itself starts; they may be filled with load without asking. */

/** Set by `docker-compose.yml`. A cluster id is 16 bytes in base64 without padding: here they read "streamstockbench". */
export const COMPOSE_CLUSTER_ID = 'c3RyZWFtc3RvY2tiZW5jaA';
/** Set by `make kafka-up`: "streamstocklocal". */
export const LOCAL_CLUSTER_ID = 'c3RyZWFtc3RvY2tsb2NhbA';
/** Of the embedded broker, which another process of the tool may use. */
export const EMBEDDED_CLUSTER_ID = 'streamstock-embedded';

export const OWN_CLUSTER_IDS: readonly string[] = [
  COMPOSE_CLUSTER_ID,
  LOCAL_CLUSTER_ID,
  EMBEDDED_CLUSTER_ID,
];
