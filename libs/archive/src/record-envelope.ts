import { randomBytes } from 'node:crypto';
import { canonicalJson, commit } from '@divan/ledger';
import { newId, version as softwareVersion } from '@divan/platform';
import type { Capture, NewRecord } from './record';

const SALT_BYTES = 32;

/**
 * The leaf's entry: ids, times and salted commitments. What people said and who they are is committed to, not held, so
 * that destroying content and salt erases it while the log still verifies.
 */
export function toRecord(
  organizationId: string,
  capture: Capture,
  subjectVersion: number,
  capturedAt: Date,
): NewRecord {
  const id = newId();
  const salt = randomBytes(SALT_BYTES);
  const payloadBytes = Buffer.from(capture.payload, 'utf8');
  const activityJson = canonicalJson(wellFormed(capture.activity));
  const entry = {
    kind: 'record',
    version: 1,
    id,
    class: capture.class,
    organizationId,
    subjectId: capture.subjectId,
    subjectVersion,
    channelId: capture.channel?.id ?? null,
    network: capture.channel?.network ?? null,
    remoteId: capture.remoteId && wellFormedText(capture.remoteId),
    capturedAt: capturedAt.toISOString(),
    method: capture.method,
    software: `divan/${softwareVersion}`,
    commitments: { payload: commit(salt, payloadBytes), activity: commit(salt, activityJson) },
  };
  return { ...capture, id, subjectVersion, capturedAt, salt, payloadBytes, activityJson, entry };
}

/**
 * Half a surrogate pair is a string in JavaScript and none in canonical JSON. A citizen who sends one is recorded all the
 * same: the activity gets U+FFFD, the payload stays as it is.
 */
function wellFormed<T extends object>(value: T): T {
  const json = JSON.stringify(value);
  if (!/\\ud[89a-f]/i.test(json)) return value;
  return JSON.parse(json, (_, part: unknown) => (typeof part === 'string' ? wellFormedText(part) : part)) as T;
}

/** Through UTF-8, which has no half surrogates. */
export function wellFormedText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
