export const EXPORT_JOB = 'audit.write-export';

/** How long after its last sign of life a worker is taken to be dead. */
export const LEASE_MS = 60_000;
