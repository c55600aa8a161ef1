import type { EvidenceFile, Verdict } from '@divan/transparency-log';

/** A verifier key that cannot be one; `reason` is the verifier's own. */
export class KeyProblem extends Error {}

/** Verifies files of this device with the very core of `divan-verify`. Its code arrives when it is first needed. */
export async function verifyFiles(files: readonly File[], held: readonly File[], key: string): Promise<Verdict> {
  const { noteVerifier, verifyEvidence } = await import('@divan/transparency-log');
  const vkeys = key
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const vkey of vkeys) {
    try {
      noteVerifier(vkey);
    } catch (error) {
      throw new KeyProblem(error instanceof Error ? error.message : String(error));
    }
  }
  // Lets the screen say that it is busy: from here on it has no time until the verdict.
  await new Promise((done) => setTimeout(done, 30));
  return verifyEvidence({ vkeys, files: files.map(evidenceOf), held: held.map(evidenceOf) });
}

function evidenceOf(file: File): EvidenceFile {
  return { name: file.name, read: async () => new Uint8Array(await file.arrayBuffer()) };
}
