import type { RequestContext } from '@divan/platform';
import type { LostHead } from './alarm.repository';

/** What an attestor said about a head. */
export interface Attested {
  /** Leaves of the head. */
  size: number;
  at: Date;
}

/** Someone outside who vouches for heads: a witness, a time-stamping authority. */
export interface Attestor {
  /** `witness:<name>` or `timestamp`. */
  id: string;
  /** The least time between two heads. */
  everyMs: number;
  /**
   * Has the newest head vouched for and stores the proof.
   * @param known leaves of the head that it vouched for last; 0 for none
   * @throws AttestationConflict when it holds another history; any other error is tried again later
   */
  attest(ctx: RequestContext, known: number): Promise<Attested>;
}

/** The attestor has seen a head that is not in this log. */
export class AttestationConflict extends Error {
  constructor(
    message: string,
    readonly lost: LostHead,
  ) {
    super(message);
  }
}
