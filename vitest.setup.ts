import fc from 'fast-check';

// By default lists end at ten elements, whatever maxLength says: too short for queues, logs and ledgers.
fc.configureGlobal({ baseSize: 'medium' });
