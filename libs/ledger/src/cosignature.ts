import { cosignatureVerifier, openCosignatures, readNote, signatureLine } from '@divan/transparency-log';

/** A cosignature that was verified. */
export interface Cosignature {
  /** Its line, to be added to the note. */
  line: string;
  keyId: string;
  signedAt: Date;
}

const MAX_CLOCK_DIFFERENCE_MS = 300_000;

/**
 * The given witness's cosignature of a note, out of the lines that it answered. Lines of other keys are ignored.
 * @throws when a line is malformed, when the witness's own signature is wrong or has no credible time, or none is there
 */
export function openCosignature(lines: string, note: string, vkey: string, now: Date): Cosignature {
  const { name, keyId } = cosignatureVerifier(vkey);
  const cosigned = note + lines;
  const [opened] = openCosignatures(cosigned, [vkey]);
  const own = readNote(cosigned).signatures.find((one) => one.name === name && Buffer.from(one.keyId).equals(keyId));
  if (!opened || !own) throw new Error('The answer holds no signature of the configured key.');
  const signedAt = new Date(opened.timestamp * 1_000);
  if (!(signedAt.getTime() > 0 && signedAt.getTime() <= now.getTime() + MAX_CLOCK_DIFFERENCE_MS))
    throw new Error('The cosignature has no credible time.');
  return { line: signatureLine(own, own.signature), keyId: Buffer.from(keyId).toString('hex'), signedAt };
}
