import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HttpClient } from '@divan/platform';
import { openNote, parseCheckpoint } from '@divan/transparency-log';
import type { Witness } from './witness-list';

/** What a witness answers to `add-checkpoint`. */
export type WitnessAnswer =
  /** Signature lines, yet to be verified. */
  | { state: 'signed'; lines: string }
  /** It has seen a head of this size, not the one that the request started from. */
  | { state: 'other-size'; size: number }
  /** The proof does not lead from what it has seen to this head. */
  | { state: 'not-consistent' };

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** Speaks with witnesses (c2sp.org/tlog-witness). */
@Injectable()
export class WitnessClient {
  constructor(private readonly http: HttpClient) {}

  /** @throws when the answer is none of the three */
  async addCheckpoint(
    { url }: Witness,
    request: { oldSize: number; proof: readonly Uint8Array[]; note: string },
  ): Promise<WitnessAnswer> {
    const proof = request.proof.map((line) => `${Buffer.from(line).toString('base64')}\n`).join('');
    const response = await this.http.fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: `old ${request.oldSize}\n${proof}\n${request.note}`,
      redirect: 'manual',
      totalTimeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
    });
    if (response.status === 200) return { state: 'signed', lines: await response.text() };
    if (response.status === 409) return { state: 'other-size', size: await sizeIn(response) };
    if (response.status === 422) return { state: 'not-consistent' };
    throw new Error(EXPLAINED[response.status] ?? `The witness answered with status ${response.status}.`);
  }

  /**
   * The head that the witness saw last, when it shows it and one of the log's own keys signed it: then nobody can deny
   * it. Many witnesses do not show it; that is no error.
   */
  async lastSeen(
    { url }: Witness,
    origin: string,
    vkeys: readonly string[],
  ): Promise<{ size: number; root: Uint8Array; note: string; vkey: string } | null> {
    try {
      const response = await this.http.fetch(`${url}/${hash('sha256', origin, 'hex')}/checkpoint`, {
        totalTimeoutMs: TIMEOUT_MS,
        maxResponseBytes: MAX_ANSWER_BYTES,
      });
      if (response.status !== 200) return null;
      const note = await response.text();
      const vkey = vkeys.find((one) => isSignedBy(note, one));
      const seen = vkey && parseCheckpoint(openNote(note, [vkey]).text);
      return vkey && seen && seen.origin === origin ? { ...seen, note, vkey } : null;
    } catch {
      return null;
    }
  }
}

const EXPLAINED: Record<number, string> = {
  403: 'The witness does not know the key of this log. Give it the current verifier key.',
  404: 'The witness does not know this log, or its address is wrong. Have the log’s origin and key registered there.',
};

async function sizeIn(response: Response): Promise<number> {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim();
  const size = /^(0|[1-9][0-9]{0,15})\n$/.exec(await response.text())?.[1];
  if (type !== 'text/x.tlog.size' || size === undefined || !Number.isSafeInteger(Number(size)))
    throw new Error('The witness answered with a conflict and did not say which size it has.');
  return Number(size);
}

function isSignedBy(note: string, vkey: string): boolean {
  try {
    openNote(note, [vkey]);
    return true;
  } catch {
    return false;
  }
}
